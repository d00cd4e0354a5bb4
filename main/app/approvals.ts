import type { Action } from '../../shared/action.ts';
import { isAbort } from '../../shared/errors.ts';
import type { Agent } from '../agent/ports.ts';
import { errorFields } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import type { CallDesk } from '../call/call-desk.ts';
import { ownerReactions } from '../carbonvoice/owner-reactions.ts';
import { ActionReports } from '../thread/approvals/action-reports.ts';
import { OwnerAnswers } from '../thread/approvals/owner-answers.ts';
import type { ThreadNews } from '../thread/news.ts';
import { OwnerRequests } from '../thread/approvals/owner-requests.ts';
import type { AgentCore } from './agent-core.ts';
import type { Ground } from './ground.ts';
import { joinLetters } from './agent-letters.ts';
import { isPrivateFor } from './owners-conversation.ts';
import type { ThreadCore } from './thread-core.ts';
import type { CarbonVoice } from './carbon-voice.ts';

export type Approvals = {
  /** The same agent, but for the owner's replies that decide something. */
  before(agent: Agent): Agent;
  /** From now on the owner is asked and told; `start` takes up what an earlier run left. */
  join(thread: ThreadCore): Asking;
};

type Calls = Pick<CallDesk, 'calls'>;
type Asking = { start(desk: Calls): void };

type Parts = { readonly agent: AgentCore; readonly carbonVoice: CarbonVoice };

/** Asking the owner by Carbon Voice, hearing the answer, and telling what came of it. */
export function joinApprovals(ground: Ground, parts: Parts, scope: Scope): Approvals {
  const { store: ledger, clock } = ground;
  const { actions } = parts.agent;
  const log = ground.log.child('approvals');
  const answer: (typeof actions)['answer'] = (decision) => actions.answer(decision);
  const answers = new OwnerAnswers({ ledger, answer, clock, log }, scope.signal);
  return {
    before: (agent) => answers.before(agent),
    join: (thread) => follow(ground, { ...parts, thread, answers }, scope),
  };
}

type Followed = Parts & { readonly thread: ThreadCore; readonly answers: OwnerAnswers };

function follow(
  ground: Ground,
  { agent, carbonVoice, thread, answers }: Followed,
  scope: Scope,
): Asking {
  const { store: ledger, clock } = ground;
  const log = ground.log.child('approvals');
  const { channel } = carbonVoice;
  const { timeZone } = agent.deps.persona;
  const { outbox, news } = thread;
  const shared = { ledger, channel, outbox, news, timeZone, clock, log };
  const isPrivate = isPrivateFor(carbonVoice);
  let desk: Calls = { calls: [] };
  const isLive = (callId: string): boolean => desk.calls.some(({ record }) => record.id === callId);
  const withdraw = (id: string): Promise<unknown> => thread.care.drop(id);
  const requests = new OwnerRequests({ ...shared, isPrivate, isLive, withdraw }, scope.signal);
  const reports = new ActionReports(shared, scope.signal);
  const watch = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => {
      if (isAbort(error) || scope.signal.aborted) return;
      log.warn('what waits for the owner could not be looked at', errorFields(error));
    });
  };
  const look = (): void => watch(lookForReactions({ ledger, carbonVoice, answers }, scope.signal));
  const stops = [
    agent.changed.on((action) => {
      requests.hear(action);
      if (isOver(action)) reports.takeUp();
    }),
    carbonVoice.connected.on(() => {
      watch(requests.takeUp());
      look();
    }),
    carbonVoice.reacted.on((one) => watch(answers.react(one.messageId, one.reactions))),
    // It may have been out for long before that was known.
    news.on((one) => void (isRequestOut(one) && look())),
  ];
  for (const stop of stops) scope.defer('approvals', stop);
  scope.defer('what the owner is asked and told', () =>
    Promise.all([requests.idle(), reports.idle()]).then(() => {}),
  );
  joinLetters(ground, { agent, carbonVoice, thread }, scope.signal);
  return {
    start: (calls) => {
      desk = calls;
      watch(requests.takeUp());
      reports.takeUp();
    },
  };
}

type Look = Pick<Followed, 'carbonVoice' | 'answers'> & {
  readonly ledger: Pick<Ground['store'], 'openRequests'>;
};

/** What the feed told while nobody could take it down. */
async function lookForReactions(
  { ledger, carbonVoice, answers }: Look,
  signal: AbortSignal,
): Promise<void> {
  const { client, connection } = carbonVoice;
  for (const remoteId of await ledger.openRequests()) {
    const message = await client.reading.message(remoteId, null, signal);
    const found = message && ownerReactions(message, connection.identity);
    if (found) await answers.react(found.messageId, found.reactions);
  }
}

function isOver({ state, endedAt }: Action): boolean {
  return endedAt !== null || state === 'denied' || state === 'expired';
}

function isRequestOut(news: ThreadNews): boolean {
  if (news.type !== 'message-saved') return false;
  const { actionId, delivery, channel } = news.message;
  return actionId !== undefined && delivery === 'sent' && channel === 'carbonvoice';
}
