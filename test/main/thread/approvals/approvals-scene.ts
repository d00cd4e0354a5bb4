import { Actions } from '../../../../main/agent/actions/actions.ts';
import type { ToolContext } from '../../../../main/agent/tools/tool.ts';
import type { AnyTool } from '../../../../main/agent/tools/tool.ts';
import { Emitter } from '../../../../main/base/emitter.ts';
import { silentLogger } from '../../../../main/base/log.ts';
import { ActionReports } from '../../../../main/thread/approvals/action-reports.ts';
import { OwnerAnswers } from '../../../../main/thread/approvals/owner-answers.ts';
import { OwnerRequests } from '../../../../main/thread/approvals/owner-requests.ts';
import type { Action } from '../../../../shared/action.ts';
import type { Resolved } from '../../../../main/thread/inbox-ports.ts';
import { openMemoryLedger } from '../../../fakes/memory-ledger.ts';
import type { MemoryLedger } from '../../../fakes/memory-ledger.ts';
import { sampleTool } from '../../../fakes/sample-tools.ts';
import { sampleResolved } from '../../../fakes/thread-samples.ts';
import { ThreadScene } from '../thread-scene.ts';

export const hourMs = 3_600_000;

/** One run of the app with thread, actions and what goes between them; the ledger outlives it. */
export function approvalsScene(
  change: Partial<AnyTool> = {},
  ledger: MemoryLedger = openMemoryLedger(),
) {
  const { tool, runs } = sampleTool({ from: 'trusted', ...change });
  const changed = new Emitter<Action>();
  const groups = new Set<string>();
  let answers: OwnerAnswers | null = null;
  const thread = new ThreadScene({
    ledger,
    before: (agent) => ({
      reply: (request, signal) => (answers?.before(agent) ?? agent).reply(request, signal),
    }),
  });
  const { clock, news, outbox, channel, controller } = thread;
  const { signal } = controller;
  const log = silentLogger;
  const deps = { ledger, tools: () => [tool], policies: {}, timeZone: 'UTC', changed, clock, log };
  const actions = new Actions({ ...deps, expireAfterMs: hourMs }, signal);
  answers = new OwnerAnswers(
    { ledger, answer: (decision) => actions.answer(decision), clock, log },
    signal,
  );
  const shared = { ledger, channel, outbox, news, timeZone: 'UTC', clock, log };
  const unknown = new Set<string>();
  const isPrivate = async (id: string): Promise<boolean | null> =>
    unknown.has(id) ? null : !groups.has(id);
  const live = new Set<string>();
  const isLive = (callId: string): boolean => live.has(callId);
  const withdraw = (id: string) => thread.care.drop(id);
  const requests = new OwnerRequests({ ...shared, isPrivate, isLive, withdraw }, signal);
  const reports = new ActionReports(shared, signal);
  changed.on((action) => {
    requests.hear(action);
    reports.takeUp();
  });
  const rest = async (): Promise<void> => {
    for (let round = 0; round < 4; round += 1) {
      await thread.settle();
      await outbox.takeUp();
      await Promise.all([actions.idle(), requests.idle(), reports.idle()]);
    }
  };
  /** Somebody writes; gives the id in the thread. */
  const say = async (remoteId: string, said: Partial<Resolved> = {}): Promise<string> => {
    const resolved = sampleResolved({ at: clock.now(), text: remoteId, ...said });
    channel.looks.set(remoteId, [() => ({ type: 'ready', resolved })]);
    const { conversationId } = resolved;
    const id = await thread.deliver(remoteId, { conversationId });
    await rest();
    return id;
  };
  const ask = async (request: Partial<ToolContext['request']>, actionId = 'action-1') => {
    const context: ToolContext = {
      ...{ actionId, timeZone: 'UTC', now: clock.now() },
      request: {
        ...{ turnId: 'turn-x', channel: 'carbonvoice', principal: 'owner', author: 'user-1' },
        ...{ conversationId: 'conversation-1', messageId: null, text: '', callId: null },
        ...request,
      },
    };
    const use = { tool, args: { to: 'Anna' }, context, hasReadOutside: false, ownWords: '' };
    await actions.use({ ...use, begun: () => {} }, signal);
    await rest();
  };
  const sentTo = (conversationId: string): readonly string[] =>
    channel.sent.filter((one) => one.conversationId === conversationId).map(({ text }) => text);
  const read = (id = 'action-1') => ledger.readAction({ id });
  return {
    ...{
      thread,
      actions,
      requests,
      reports,
      answers,
      ledger,
      channel,
      clock,
      groups,
      unknown,
      live,
      runs,
    },
    ...{ say, ask, rest, sentTo, read, changed },
  };
}
