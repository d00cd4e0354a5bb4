import type { Action, DecidedVia } from '../../../shared/action.ts';
import { RefusedError } from '../../../shared/errors.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import type { Agent, ReplyEvent, TurnRequest } from '../../agent/ports.ts';
import type { Clock } from '../../base/clock.ts';
import { sleep } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { untilKept } from '../../base/until-kept.ts';
import type { ApprovalLedger } from './approval-ports.ts';
import { answerWords, askAgainWords, notTheirsWords } from './approval-words.ts';
import { verdictOf, verdictOfReactions } from './verdict.ts';
import type { Verdict } from './verdict.ts';

export type OwnerAnswersDeps = {
  readonly ledger: Pick<
    ApprovalLedger,
    'actionOfRequest' | 'isRequestUncertain' | 'lastBelowRequest'
  > & {
    readAction(query: { readonly id: string }): Promise<Action>;
    readMessage(query: { readonly id: string }): Promise<ThreadMessage>;
  };
  /** Decides once; throws RefusedError when it comes too late. */
  readonly answer: (decision: {
    readonly id: string;
    readonly verdict: Verdict;
    readonly via: Extract<DecidedVia, `carbonvoice-${string}`>;
  }) => Promise<Action>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** So long, in ms, a reply waits for the id of a request that may be out. */
const longestLookMs = 120_000;
const lookAgainMs = 500;

/** The owner's yes and no by Carbon Voice: a reply or a reaction to the request itself, and nothing else. */
export class OwnerAnswers {
  readonly #deps: OwnerAnswersDeps;
  readonly #signal: AbortSignal;

  constructor(deps: OwnerAnswersDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
  }

  /** The same agent, but for replies of yes or no to a request: no model reads those. */
  before(agent: Agent): Agent {
    return { reply: (request, signal) => this.#reply(agent, request, signal) };
  }

  /** `reactions` are those of the owner to one message. */
  async react(remoteId: string, reactions: readonly string[]): Promise<void> {
    const verdict = verdictOfReactions(reactions);
    if (verdict === null) return;
    const { ledger } = this.#deps;
    const find = () => ledger.actionOfRequest({ remoteId });
    const action = await untilKept(find, this.#deps, this.#signal);
    if (action?.state !== 'pending') return;
    await untilKept(
      () => this.#decide(action, verdict, 'carbonvoice-reaction'),
      this.#deps,
      this.#signal,
    );
  }

  async *#reply(
    agent: Agent,
    request: TurnRequest,
    signal: AbortSignal,
  ): AsyncIterable<ReplyEvent> {
    const words = await this.#answer(request, signal);
    if (words === null) yield* agent.reply(request, signal);
    else yield { type: 'text', text: words };
  }

  async #answer(request: TurnRequest, signal: AbortSignal): Promise<string | null> {
    const { channel, principal, backlog, messageId, text, conversationId } = request;
    if (channel !== 'carbonvoice' || backlog) return null;
    const verdict = verdictOf(text);
    if (verdict === null || messageId === null) return null;
    const { ledger } = this.#deps;
    const { replyTo, attachments } = await ledger.readMessage({ id: messageId });
    if (replyTo === null || conversationId === null || attachments) return null;
    const action = await this.#askedBy(replyTo, conversationId, signal);
    if (action === null) return null;
    // Without a model, which might promise what they cannot bring about, or ask what the owner's yes could be meant for.
    if (principal !== 'owner') return notTheirsWords;
    if (action.state === 'pending' && (await this.#isUnclear(action))) return askAgainWords(action);
    return answerWords(await this.#decide(action, verdict, 'carbonvoice-reply'), verdict);
  }

  /**
   * What a message asks for. Where the answer to its sending was lost, its id is known only when it was found in the feed;
   * the owner's reply can be here before that, and must not be taken for other words.
   */
  async #askedBy(
    remoteId: string,
    conversationId: string,
    signal: AbortSignal,
  ): Promise<Action | null> {
    const { ledger, clock } = this.#deps;
    const giveUpAt = clock.now() + longestLookMs;
    for (;;) {
      const isUncertain = await ledger.isRequestUncertain({ conversationId });
      const action = await ledger.actionOfRequest({ remoteId });
      if (action !== null || !isUncertain || clock.now() >= giveUpAt) return action;
      await sleep(clock, lookAgainMs, signal);
    }
  }

  /**
   * Carbon Voice files every reply under the root of its thread, here the request: once the agent has answered something
   * else there, a yes may be meant for that. What asks once more asks for nothing else.
   */
  async #isUnclear(action: Action): Promise<boolean> {
    const query = { id: action.id, except: notTheirsWords };
    const last = await this.#deps.ledger.lastBelowRequest(query);
    return last !== null && last !== askAgainWords(action);
  }

  /** What the action is after it, whoever decided it. */
  async #decide(
    { id }: Action,
    verdict: Verdict,
    via: Extract<DecidedVia, `carbonvoice-${string}`>,
  ): Promise<Action> {
    try {
      return await this.#deps.answer({ id, verdict, via });
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      return this.#deps.ledger.readAction({ id });
    }
  }
}
