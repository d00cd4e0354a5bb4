import { Actions } from '../../../../main/agent/actions/actions.ts';
import type { Used } from '../../../../main/agent/actions/actions.ts';
import type { AnyTool, ToolContext } from '../../../../main/agent/tools/tool.ts';
import { Emitter } from '../../../../main/base/emitter.ts';
import { silentLogger } from '../../../../main/base/log.ts';
import type { Action } from '../../../../shared/action.ts';
import type { ToolPolicies } from '../../../../shared/policies.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../../fakes/memory-ledger.ts';
import type { MemoryLedger } from '../../../fakes/memory-ledger.ts';
import { sampleRequest } from '../agent-scene.ts';

export const hourMs = 3_600_000;
const { signal: never } = new AbortController();

/** One run of the app: what it keeps outlives it. */
export function runActions(
  tools: readonly AnyTool[],
  kept: { ledger?: MemoryLedger; clock?: FakeClock; policies?: ToolPolicies } = {},
) {
  const { ledger = openMemoryLedger(), clock = new FakeClock(), policies = {} } = kept;
  const end = new AbortController();
  const changed = new Emitter<Action>();
  const states: string[] = [];
  changed.on(({ state }) => void states.push(state));
  const deps = { ledger, tools: () => tools, policies, timeZone: 'UTC', changed, clock };
  const actions = new Actions({ ...deps, expireAfterMs: hourMs, log: silentLogger }, end.signal);
  const use = (to: unknown = 'Anna', signal = never, hasReadOutside = false): Promise<Used> =>
    actions.use(
      {
        ...{ tool: tools[0] as AnyTool, args: { to }, context: contextOf(clock) },
        ...{ hasReadOutside, ownWords: '', begun: () => {} },
      },
      signal,
    );
  const die = (): void => end.abort(new DOMException('the end', 'AbortError'));
  return { actions, ledger, clock, states, use, die };
}

let ids = 0;
function contextOf(clock: FakeClock): ToolContext {
  ids += 1;
  const request = { ...sampleRequest(), callId: null };
  return { actionId: `action-${ids}`, request, timeZone: 'UTC', now: clock.now() };
}

export async function asked(scene: ReturnType<typeof runActions>, to = 'Anna'): Promise<Action> {
  const used = await scene.use(to);
  if (used.type !== 'asked') throw new Error(`it is ${used.type}`);
  return used.action;
}

export const approve = { verdict: 'approve', via: 'window' } as const;
export const deny = { verdict: 'deny', via: 'command' } as const;
