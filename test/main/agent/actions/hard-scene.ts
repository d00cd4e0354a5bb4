import { Actions } from '../../../../main/agent/actions/actions.ts';
import type { UseRequest } from '../../../../main/agent/actions/actions.ts';
import type { AnyTool, ToolContext } from '../../../../main/agent/tools/tool.ts';
import { Emitter } from '../../../../main/base/emitter.ts';
import { silentLogger } from '../../../../main/base/log.ts';
import type { Action } from '../../../../shared/action.ts';
import type { ToolPolicies } from '../../../../shared/policies.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../../fakes/memory-ledger.ts';
import { sampleTool } from '../../../fakes/sample-tools.ts';

export const expireAfterMs = 3_600_000;

/** One run of the app over a ledger that outlives it; `end` stands for a kill. */
export function actionsScene(change: Partial<AnyTool> = {}, ledger = openMemoryLedger()) {
  const { tool, runs } = sampleTool(change);
  const tools: AnyTool[] = [tool];
  const policies: Record<string, ToolPolicies[string]> = {};
  const clock = new FakeClock(Date.UTC(2026, 10, 20, 9, 0));
  const changed = new Emitter<Action>();
  const states: string[] = [];
  changed.on(({ state }) => states.push(state));
  const open = () => {
    const end = new AbortController();
    const deps = { ledger, tools: () => tools, policies, timeZone: 'UTC', expireAfterMs };
    const actions = new Actions({ ...deps, changed, clock, log: silentLogger }, end.signal);
    return { actions, changed, end: () => end.abort(new DOMException('ended', 'AbortError')) };
  };
  const first = open();
  const context = (change: Partial<ToolContext> = {}): ToolContext => ({
    actionId: 'action-1',
    request: {
      ...{ turnId: 'turn-1', channel: 'carbonvoice', principal: 'owner', author: 'user-1' },
      ...{ conversationId: 'conversation-1', messageId: 'message-1', text: 'Write.', callId: null },
    },
    timeZone: 'UTC',
    now: clock.now(),
    ...change,
  });
  const use = (change: Partial<UseRequest> = {}): UseRequest => ({
    ...{ tool: tools[0] ?? tool, args: { to: 'Anna' }, context: context() },
    ...{ hasReadOutside: false, ownWords: '', begun: () => {} },
    ...change,
  });
  const signal = new AbortController().signal;
  const ask = () => first.actions.use(use(), signal);
  const read = (id = 'action-1') => ledger.readAction({ id });
  return {
    ...{ ledger, tools, policies, clock, states, runs, open, context, use, ask, read, signal },
    ...first,
  };
}

/** Lets what goes on by itself come to rest. */
export function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
