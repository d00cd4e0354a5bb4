import type { Hearer, ReadAloudWay, SpokenPiece } from '../../shared/talk.ts';
import { Emitter } from '../base/emitter.ts';
import type { Reading } from './reading.ts';

/** What pages are told; the payloads are those of `talkEvents`. */
export type ReadingNews =
  | {
      readonly name: 'talk:reading';
      readonly payload: { readonly pageId: string; readonly readingId: string };
    }
  | { readonly name: 'talk:hushed'; readonly payload: Readonly<Record<string, never>> };

export type ReadAloudParts = {
  readonly way: ReadAloudWay;
  /** Somebody is talking: nothing is said over them. */
  readonly isListening: () => boolean;
  readonly open: () => Reading;
};

/** Messages whose answers are still to come; a page that is gone leaves some behind. */
const maxWished = 50;
const maxReadings = 8;

/** Which answers are read aloud, and by which page: the one that the owner's words came from. */
export class ReadAloud {
  readonly news = new Emitter<ReadingNews>();
  readonly #parts: ReadAloudParts;
  /** Pages by the message whose answer they wait for. */
  readonly #wished = new Map<string, string>();
  /** By the id of the answer. */
  readonly #readings = new Map<string, Reading>();

  constructor(parts: ReadAloudParts) {
    this.#parts = parts;
  }

  /** Whether the answer to such words is wanted aloud. */
  isFor({ spoken }: Hearer): boolean {
    const { way } = this.#parts;
    return way === 'always' || (way === 'spoken' && spoken);
  }

  /** The owner's words came from this page, and perhaps the answer is wanted there. */
  wish(messageId: string, hearer: Hearer): void {
    if (!this.isFor(hearer)) return;
    const { pageId } = hearer;
    this.#wished.set(messageId, pageId);
    dropOldest(this.#wished, maxWished);
  }

  /** An answer to a message begins. */
  begin(messageId: string, readingId: string): void {
    const pageId = this.#wished.get(messageId);
    if (pageId === undefined || this.#parts.isListening()) return;
    this.#readings.set(readingId, this.#parts.open());
    for (const reading of dropOldest(this.#readings, maxReadings)) reading.stop();
    this.news.emit({ name: 'talk:reading', payload: { pageId, readingId } });
  }

  /** More of it is there. */
  grow(readingId: string, text: string): void {
    this.#readings.get(readingId)?.grow(text);
  }

  /** It takes long on the way: what is whole can be said. */
  pause(readingId: string): void {
    this.#readings.get(readingId)?.pause();
  }

  finish(messageId: string, readingId: string, text: string): void {
    this.#wished.delete(messageId);
    this.#readings.get(readingId)?.finish(text);
  }

  /** The piece at a place; the end where it is not read any more. */
  async next(readingId: string, at: number): Promise<SpokenPiece> {
    const piece = (await this.#readings.get(readingId)?.next(at)) ?? { type: 'end' };
    if (piece.type === 'end') this.#readings.delete(readingId);
    return piece;
  }

  /** The rest of it is not wanted any more. */
  stop(readingId: string): void {
    this.#readings.get(readingId)?.stop();
    this.#readings.delete(readingId);
  }

  /** Silence everywhere, at once. */
  hush(): void {
    this.close();
    this.news.emit({ name: 'talk:hushed', payload: {} });
  }

  /** Nobody is there to hear: as above, and answers that are still to come are not read either. */
  halt(): void {
    this.#wished.clear();
    this.hush();
  }

  /** Idempotent. */
  close(): void {
    for (const readingId of [...this.#readings.keys()]) this.stop(readingId);
  }
}

/** The oldest ones beyond so many. */
function dropOldest<T>(map: Map<string, T>, most: number): readonly T[] {
  const over = [...map].slice(0, Math.max(0, map.size - most));
  for (const [key] of over) map.delete(key);
  return over.map(([, value]) => value);
}
