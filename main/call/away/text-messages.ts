import type { ThreadMessage } from '../../../shared/thread.ts';
import type { Clock } from '../../base/clock.ts';
import type { InboundPolicy } from '../whose-call.ts';
import { incomingLine } from './missed-line.ts';
import type { PhoneHistory, TextBook, TextMessage } from './ports.ts';

export type TextMessagesDeps = {
  readonly history: Pick<PhoneHistory, 'textsSince'>;
  readonly book: TextBook;
  readonly policy: () => Pick<InboundPolicy, 'allow' | 'ownNumbers'>;
  readonly tell: (message: ThreadMessage) => void;
  readonly clock: Clock;
};

const cursor = 'texts';
/** Clocks differ, and a text can be listed a moment after a later one. */
const overlapMs = 10 * 60_000;

/** Brings text messages to our numbers into the thread: each once, those of the time before as well. */
export class TextMessages {
  readonly #deps: TextMessagesDeps;

  constructor(deps: TextMessagesDeps) {
    this.#deps = deps;
  }

  /** Durable when it resolves. Throws StoreError. */
  async take(text: TextMessage): Promise<void> {
    const { book, policy, tell, clock } = this.#deps;
    const { allow, ownNumbers } = policy();
    if (!ownNumbers.includes(text.to)) return;
    const message = incomingLine({
      channel: 'sms',
      at: text.at ?? clock.now(),
      author: text.from,
      principal: allow.includes(text.from) ? 'trusted' : 'stranger',
      text: text.text,
      callId: null,
    });
    const told = await book.tellText({ remoteId: text.id, message });
    if (told) tell(told);
  }

  /** Reads what came while nobody listened. Throws AppError. */
  async look(signal: AbortSignal): Promise<null> {
    const { history, book, clock } = this.#deps;
    const now = clock.now();
    const { since, at } = await book.phoneCursor({ name: cursor, now });
    const texts = await history.textsSince(Math.max(since, at - overlapMs), signal);
    for (const text of texts.toReversed()) await this.take(text);
    await book.movePhoneCursor({ name: cursor, at: now });
    return null;
  }
}
