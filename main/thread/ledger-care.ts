import { RefusedError } from '../../shared/errors.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import { newId } from '../base/ids.ts';
import { sendingChannelOf } from './channel-of.ts';
import { dispatchOf, letterDispatch } from './dispatch.ts';
import type { LetterAttachment } from './dispatch.ts';
import type { InboxRunner } from './inbox-runner.ts';
import type { LetterAddress } from './letter-address.ts';
import type { ThreadNews } from './news.ts';
import type { LedgerEntry, OutboxLedger, Reopened } from './outbox-ports.ts';
import type { OutboxRunner } from './outbox-runner.ts';
import type { MessageChannel } from './channel-ports.ts';
import type { ThreadReader } from './ports.ts';

export type LedgerCareDeps = {
  readonly ledger: Pick<OutboxLedger, 'compose' | 'ledgerEntries' | 'reopen' | 'drop'> &
    Pick<ThreadReader, 'readMessage'>;
  readonly channels: readonly MessageChannel[];
  readonly inbox: Pick<InboxRunner, 'drop' | 'handleAgain'>;
  readonly outbox: Pick<OutboxRunner, 'decide'>;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
};

/** What goes along with a letter, whose words may then be empty. */
export type LetterExtras = {
  /** Of the line that it becomes, where something is kept by it already. */
  readonly id?: string;
  readonly attachments?: readonly LetterAttachment[];
  /** Who wrote it, if not the owner by hand. */
  readonly author?: 'agent';
};

/** The owner's own hand on what comes and goes. Everything is durable when it resolves; the work goes on by itself. */
export class LedgerCare {
  readonly #deps: LedgerCareDeps;

  constructor(deps: LedgerCareDeps) {
    this.#deps = deps;
  }

  /** Everything that waits or failed, oldest first. */
  entries(): Promise<readonly LedgerEntry[]> {
    return this.#deps.ledger.ledgerEntries();
  }

  /** Again, at once; what goes out with other words where `text` is not null. Throws RefusedError. */
  async retry(id: string, text: string | null): Promise<ThreadMessage> {
    const dispatch = text === null ? null : await this.#dispatch(id, text);
    const reopened = await this.#deps.ledger.reopen({ id, dispatch });
    if (!('refused' in reopened)) this.#tryNow(reopened.message.channel);
    return this.#take(reopened);
  }

  /** Not any more. Throws RefusedError. */
  async drop(id: string): Promise<ThreadMessage> {
    const dropped = this.#show(await this.#deps.ledger.drop({ id }));
    if (dropped.item) this.#deps.inbox.drop(dropped.item);
    else await this.#deps.outbox.decide(dropped.message);
    return dropped.message;
  }

  /** What goes to somebody without being the answer of a turn. */
  async write(
    { conversationId, recipient }: LetterAddress,
    text: string,
    { id = newId(), attachments = [], author }: LetterExtras = {},
  ): Promise<ThreadMessage> {
    const { out } = sendingChannelOf(this.#deps.channels, 'carbonvoice');
    const at = this.#deps.clock.now();
    const dispatch = letterDispatch({ text, attachments }, out, at);
    const message: ThreadMessage = {
      ...{ id, at, channel: 'carbonvoice', direction: 'out', principal: 'owner' },
      ...{
        author: author ?? 'owner',
        text,
        heard: null,
        conversationId,
        replyTo: null,
        callId: null,
      },
      ...{ turnId: null, delivery: 'queued', attempts: 0, reason: null },
    };
    const letter = { message, recipient, ...dispatch };
    const kept = await this.#deps.ledger.compose(letter);
    if (author === undefined) this.#tryNow('carbonvoice');
    return this.#take({ message: kept, item: null });
  }

  async #dispatch(id: string, text: string) {
    const known = (await this.entries()).find((entry) => entry.id === id);
    if (!known) throw refuse('There is nothing by that id that waits or failed.');
    if (known.direction === 'in') throw refuse('Only what goes out can be given other words.');
    const { out } = sendingChannelOf(this.#deps.channels, known.channel);
    return dispatchOf(text, out, this.#deps.clock.now());
  }

  /** The owner may have just mended what keeps it here. */
  #tryNow(channel: ThreadMessage['channel']): void {
    this.#deps.channels.find((one) => one.channel === channel)?.tryNow?.();
  }

  async #take(reopened: Reopened): Promise<ThreadMessage> {
    const { message, item } = this.#show(reopened);
    if (item) this.#deps.inbox.handleAgain(item);
    else await this.#deps.outbox.decide(message);
    return message;
  }

  #show(reopened: Reopened): Exclude<Reopened, { readonly refused: string }> {
    if ('refused' in reopened) throw refuse(reopened.refused);
    this.#deps.news.emit({ type: 'message-saved', message: reopened.message });
    return reopened;
  }
}

function refuse(sentence: string): RefusedError {
  return new RefusedError('LEDGER', sentence, 'See what waits or failed: adjutant ledger');
}
