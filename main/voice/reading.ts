import type { SpokenPiece } from '../../shared/talk.ts';
import type { Clock } from '../base/clock.ts';

/** Sound as a service made it. */
export type Sound = { readonly bytes: Buffer; readonly mediaType: string };

/** Cuts an answer into pieces of speech while it is being written. */
export interface SpeechCutter {
  push(delta: string): readonly string[];
  /** The writing pauses: what is whole already. */
  release(): readonly string[];
  /** The rest. */
  end(): readonly string[];
}

export type ReadingParts = {
  readonly cutter: SpeechCutter;
  /** BCP 47. */
  readonly language: string;
  /** Null: the page has to have a voice of its own. */
  readonly speak: ((text: string, signal: AbortSignal) => Promise<Sound>) | null;
  readonly clock: Clock;
};

/** A page asks again before its transport takes the answer for lost, in milliseconds. */
const patienceMs = 15_000;

/** One answer that is read aloud, piece by piece as the page asks for them, while it is being written. */
export class Reading {
  readonly #parts: ReadingParts;
  readonly #controller = new AbortController();
  readonly #texts: string[] = [];
  /** By their places; a page that did not get one asks for it again. */
  readonly #sounds = new Map<number, Promise<Sound>>();
  readonly #waiting = new Set<() => void>();
  #written = '';
  #isWhole = false;

  constructor(parts: ReadingParts) {
    this.#parts = parts;
  }

  grow(text: string): void {
    this.#written += text;
    this.#add(this.#parts.cutter.push(text));
  }

  pause(): void {
    this.#add(this.#parts.cutter.release());
  }

  /** It is written; what was heard of another text already cannot be taken back. */
  finish(whole: string): void {
    if (this.#isWhole) return;
    if (whole.startsWith(this.#written)) this.grow(whole.slice(this.#written.length));
    this.#isWhole = true;
    this.#add(this.#parts.cutter.end());
  }

  /** Ends it, and whatever is being fetched for it. Idempotent. */
  stop(): void {
    this.#isWhole = true;
    this.#controller.abort();
    this.#sounds.clear();
    this.#wake();
  }

  /** The piece at a place, as soon as it is there. Rejects with AppError. */
  async next(at: number): Promise<SpokenPiece> {
    let cancel = (): void => {};
    const patience = new Promise<SpokenPiece>((resolve) => {
      cancel = this.#parts.clock.schedule(patienceMs, () => resolve({ type: 'wait' }));
    });
    try {
      return await Promise.race([this.#piece(at), patience]);
    } catch (error) {
      if (this.#isStopped) return { type: 'end' };
      throw error;
    } finally {
      cancel();
    }
  }

  get #isStopped(): boolean {
    return this.#controller.signal.aborted;
  }

  async #piece(at: number): Promise<SpokenPiece> {
    while (at >= this.#texts.length && !this.#isWhole) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    const text = this.#isStopped ? undefined : this.#texts[at];
    if (text === undefined) return { type: 'end' };
    const { speak, language } = this.#parts;
    if (speak === null) return { type: 'words', text, language };
    const sound = this.#sounds.get(at) ?? speak(text, this.#controller.signal);
    this.#sounds.set(at, sound);
    const { bytes, mediaType } = await sound;
    if (this.#isStopped) return { type: 'end' };
    // The one before is being played; what was before that is over.
    for (const place of this.#sounds.keys()) if (place < at - 1) this.#sounds.delete(place);
    return { type: 'sound', mediaType, data: bytes.toString('base64') };
  }

  #add(texts: readonly string[]): void {
    this.#texts.push(...texts);
    this.#wake();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resume of waiting) resume();
  }
}
