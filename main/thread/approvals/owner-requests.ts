import type { Action } from '../../../shared/action.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import type { Clock } from '../../base/clock.ts';
import type { Emitter } from '../../base/emitter.ts';
import { derivedId, newId } from '../../base/ids.ts';
import { Lanes } from '../../base/lanes.ts';
import type { Logger } from '../../base/log.ts';
import type { ThreadNews } from '../news.ts';
import type { MessageChannel } from '../ports.ts';
import { untilKept } from '../../base/until-kept.ts';
import type { ApprovalLedger, ApprovalLetter } from './approval-ports.ts';
import { requestWords } from './approval-words.ts';

export type OwnerRequestsDeps = {
  readonly ledger: ApprovalLedger & { openActions(): Promise<readonly Action[]> };
  /** The way that the owner is asked. */
  readonly channel: Pick<MessageChannel, 'channel' | 'divide' | 'expireAfterMs'>;
  /** Whether surely nobody but the owner reads a conversation. Throws AppError where it cannot be told now. */
  readonly isDirect: (conversationId: string, signal: AbortSignal) => Promise<boolean>;
  readonly outbox: { takeUp(): Promise<void> };
  readonly news: Emitter<ThreadNews>;
  /** IANA name. */
  readonly timeZone: string;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Who wrote at the desk a moment ago sees there what waits for them. */
const atDeskMs = 10 * 60_000;
/** So many of the owner's conversations are looked at for one of their own. */
const maxConversations = 5;

/** Has the owner asked by Carbon Voice for what waits, by a message of its own, once. */
export class OwnerRequests {
  readonly #deps: OwnerRequestsDeps;
  readonly #signal: AbortSignal;
  readonly #lanes: Lanes;

  constructor(deps: OwnerRequestsDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#lanes = new Lanes(deps.log, signal);
  }

  /** At the start, and when the service is back: what an earlier try did not bring out. */
  async takeUp(): Promise<void> {
    for (const action of await this.#deps.ledger.openActions()) this.hear(action);
  }

  hear(action: Action): void {
    if (action.state !== 'pending' || action.requestId !== null) return;
    this.#lanes.add('requests', action.id, () => this.#ask(action));
  }

  idle(): Promise<void> {
    return this.#lanes.idle();
  }

  async #ask(action: Action): Promise<void> {
    const { ledger, news, outbox } = this.#deps;
    const conversationId = await this.#placeOf(action);
    if (conversationId === null) return;
    const letter = this.#write(action, conversationId);
    const { id } = action;
    const ask = () => ledger.askOwner({ id, letter });
    const message = await untilKept(ask, this.#deps, this.#signal);
    if (message === null) return;
    news.emit({ type: 'message-saved', message });
    await outbox.takeUp();
  }

  /** Where the owner asked for it; for what others or timers want, the owner's own conversation, if they are not here. */
  async #placeOf({ channel, principal, conversationId }: Action): Promise<string | null> {
    if (principal === 'owner' && channel === 'carbonvoice') return conversationId;
    if (principal === 'owner' && channel !== 'system') return null;
    const { ledger, clock } = this.#deps;
    const deskAt = await ledger.lastDeskAt();
    if (deskAt !== null && clock.now() - deskAt < atDeskMs) return null;
    for (const one of await ledger.ownerConversations({ limit: maxConversations })) {
      if (await this.#deps.isDirect(one, this.#signal)) return one;
    }
    return null;
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
    const parts = channel.divide(text).map((part) => ({ text: part, idempotencyKey: newId() }));
    return { message, dispatch: { parts, expiresAt } };
  }
}
