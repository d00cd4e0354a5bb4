import type { Action } from '../../../shared/action.ts';
import { RefusedError } from '../../../shared/errors.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import type { Clock } from '../../base/clock.ts';
import type { Emitter } from '../../base/emitter.ts';
import { derivedId } from '../../base/ids.ts';
import { Lanes } from '../../base/lanes.ts';
import type { Logger } from '../../base/log.ts';
import { partsOf } from '../dispatch.ts';
import type { ThreadNews } from '../news.ts';
import type { OutboxRunner } from '../outbox-runner.ts';
import type { WayOut } from '../channel-ports.ts';
import { untilKept } from '../../base/until-kept.ts';
import type { NoticeLedger } from '../notice-ports.ts';
import { atDeskMs, ownersConversation } from '../owners-conversation.ts';
import type { IsPrivate } from '../owners-conversation.ts';
import type { ApprovalLedger, ApprovalLetter } from './approval-ports.ts';
import { requestWords } from './approval-words.ts';

export type OwnerRequestsDeps = {
  readonly ledger: ApprovalLedger &
    Pick<NoticeLedger, 'ownerTraces'> & { openActions(): Promise<readonly Action[]> };
  /** The way that the owner is asked. */
  readonly channel: Pick<WayOut, 'divide'>;
  readonly isPrivate: IsPrivate;
  /** Whether a call goes on: what waits is read out there. */
  readonly isLive: (callId: string) => boolean;
  readonly outbox: Pick<OutboxRunner, 'send'>;
  /** Keeps a letter from leaving. Throws RefusedError where it is out, or on its way. */
  readonly withdraw: (messageId: string) => Promise<unknown>;
  readonly news: Emitter<ThreadNews>;
  /** IANA name. */
  readonly timeZone: string;
  readonly clock: Clock;
  readonly log: Logger;
};

/** So many of the owner's conversations are looked at for one of their own. */
const maxConversations = 5;
/** What cannot be told of them now is asked again after so long, in milliseconds. */
const againMs = 30_000;

type Place =
  | { readonly type: 'found'; readonly conversationId: string }
  | { readonly type: 'later'; readonly waitMs: number }
  | { readonly type: 'none' };

/** Has the owner asked by Carbon Voice for what waits, by a message of its own, once. */
export class OwnerRequests {
  readonly #deps: OwnerRequestsDeps;
  readonly #signal: AbortSignal;
  readonly #lanes: Lanes;
  /** Of actions for which there was no place yet: ends the wait. */
  readonly #waiting = new Map<string, () => void>();

  constructor(deps: OwnerRequestsDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#lanes = new Lanes(deps.log, signal);
    signal.addEventListener('abort', () => this.#waiting.forEach((cancel) => cancel()), {
      once: true,
    });
  }

  /** At the start, and when the service is back: what an earlier try did not bring out. */
  async takeUp(): Promise<void> {
    for (const action of await this.#deps.ledger.openActions()) this.hear(action);
  }

  hear(action: Action): void {
    this.#waiting.get(action.id)?.();
    this.#waiting.delete(action.id);
    if (action.state === 'approved' || action.state === 'denied') this.#withdraw(action);
    if (action.state !== 'pending' || action.requestId !== null) return;
    this.#lanes.add('requests', action.id, () => this.#ask(action));
  }

  idle(): Promise<void> {
    return this.#lanes.idle();
  }

  /** What could not leave before it was decided elsewhere asks for nothing any more. */
  #withdraw({ id, requestId }: Action): void {
    if (requestId === null) return;
    this.#lanes.add('requests', `${id} decided`, async () => {
      try {
        await this.#deps.withdraw(requestId);
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
      }
    });
  }

  async #ask(action: Action): Promise<void> {
    const { ledger, news, outbox } = this.#deps;
    const place = await this.#placeOf(action);
    if (place.type === 'later') return this.#wait(action, place.waitMs);
    if (place.type === 'none') return;
    const letter = this.#write(action, place.conversationId);
    const { id } = action;
    const ask = () => ledger.askOwner({ id, letter });
    const message = await untilKept(ask, this.#deps, this.#signal);
    if (message === null) return;
    news.emit({ type: 'message-saved', message });
    outbox.send();
  }

  /**
   * Where the owner asked for it; for what others or timers want, and for what a call left open, the owner's own
   * conversation, if they are not here.
   */
  async #placeOf(action: Action): Promise<Place> {
    const { channel, principal, conversationId, callId } = action;
    if (principal === 'owner' && channel === 'carbonvoice' && conversationId !== null) {
      return { type: 'found', conversationId };
    }
    if (principal === 'owner' && callId !== null && this.#deps.isLive(callId)) {
      return { type: 'later', waitMs: againMs };
    }
    if (principal === 'owner' && channel === 'desktop') return { type: 'none' };
    const { ledger, clock, isPrivate } = this.#deps;
    const { deskAt, conversations } = await ledger.ownerTraces({ limit: maxConversations });
    const awayMs = deskAt === null ? Infinity : Math.abs(clock.now() - deskAt);
    // Who leaves the desk without an answer is asked then.
    if (awayMs < atDeskMs) return { type: 'later', waitMs: atDeskMs - awayMs };
    const place = await ownersConversation(conversations, isPrivate, this.#signal);
    return place.type === 'later' ? { type: 'later', waitMs: againMs } : place;
  }

  #wait(action: Action, waitMs: number): void {
    if (this.#signal.aborted) return;
    const cancel = this.#deps.clock.schedule(waitMs, () => this.hear(action));
    this.#waiting.set(action.id, cancel);
  }

  /** At the top level: Carbon Voice files a reply under the root of its thread, and this one has to be the root. */
  #write(action: Action, conversationId: string): ApprovalLetter {
    const { timeZone, clock, channel } = this.#deps;
    const { id: actionId, expiresAt } = action;
    const text = requestWords(action, timeZone);
    const message: ThreadMessage = {
      ...{ id: derivedId('request', actionId), at: clock.now(), channel: 'carbonvoice' },
      ...{ direction: 'out', principal: 'owner', author: 'agent', text, heard: null },
      ...{ conversationId, replyTo: null, callId: null, turnId: null, delivery: 'queued' },
      ...{ attempts: 0, reason: null, actionId },
    };
    // After its time it would ask for something that cannot be had any more.
    return { message, dispatch: { parts: partsOf(text, channel), expiresAt } };
  }
}
