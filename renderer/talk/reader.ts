import { createStore, type StoreApi } from 'zustand/vanilla';
import type { SpokenPiece } from '../../shared/talk.ts';
import type { Bridge } from '../bridge.ts';

/** What can be heard. */
export type AudiblePiece = Extract<SpokenPiece, { type: 'sound' | 'words' }>;

/** A piece that is being played. */
export type Playing = {
  /** Resolves when it is over, also when it was stopped; rejects when it cannot be heard. */
  readonly done: Promise<void>;
  readonly stop: () => void;
};

export type ReaderParts = {
  readonly request: Bridge['request'];
  readonly play: (piece: AudiblePiece) => Playing;
  /** Why an answer cannot be heard, for people. */
  readonly trouble: (error: unknown) => string;
};

type View = { readonly isReading: boolean; readonly trouble: string | null };

/** Reads answers aloud in one page, one after the other. */
export class Reader {
  readonly store: StoreApi<View> = createStore(() => ({ isReading: false, trouble: null }));
  readonly #parts: ReaderParts;
  readonly #queue: string[] = [];
  #playing: Playing | null = null;
  /** Discards what belongs to something that was stopped. */
  #round = 0;
  /** The same trouble with every answer is told once. */
  #isTold = false;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  /** An answer that is being written; read after those that are being read. */
  begin(readingId: string): void {
    this.#queue.push(readingId);
    if (this.#queue.length === 1) void this.#run();
  }

  /** Silence, at once. Returns whether there was something to hear. */
  stop(): boolean {
    const { isReading } = this.store.getState();
    const given = this.#queue.splice(0);
    this.#round += 1;
    this.#playing?.stop();
    this.#playing = null;
    this.store.setState({ isReading: false });
    for (const readingId of given) this.#hush(readingId);
    return isReading;
  }

  dismiss(): void {
    this.store.setState({ trouble: null });
  }

  async #run(): Promise<void> {
    const round = this.#round;
    for (let [id] = this.#queue; id !== undefined && round === this.#round; [id] = this.#queue) {
      try {
        await this.#read(id, round);
        if (round !== this.#round) return;
        this.#isTold = false;
      } catch (error) {
        if (round !== this.#round) return;
        this.#tell(error);
        this.#hush(id);
      }
      this.#queue.shift();
    }
    if (round === this.#round) this.store.setState({ isReading: false });
  }

  async #read(readingId: string, round: number): Promise<void> {
    let next = this.#ask(readingId, 0);
    for (let at = 1; ; at += 1) {
      const piece = await next;
      if (round !== this.#round || piece === null) return;
      this.store.setState({ isReading: true, trouble: null });
      const playing = this.#parts.play(piece);
      this.#playing = playing;
      // Made while this one is heard; what goes wrong with it is told when it is due.
      next = this.#ask(readingId, at);
      next.catch(() => {});
      await playing.done;
      if (round !== this.#round) return;
      this.#playing = null;
    }
  }

  /** Null at the end. */
  async #ask(readingId: string, at: number): Promise<AudiblePiece | null> {
    const round = this.#round;
    while (round === this.#round) {
      const piece = await this.#parts.request('talk:read', { readingId, at });
      if (piece.type === 'end') return null;
      if (piece.type !== 'wait') return piece;
    }
    return null;
  }

  #tell(error: unknown): void {
    this.#playing?.stop();
    this.#playing = null;
    this.store.setState({ isReading: false });
    if (this.#isTold) return;
    this.#isTold = true;
    this.store.setState({ trouble: this.#parts.trouble(error) });
  }

  /** What is not heard there ends there by itself. */
  #hush(readingId: string): void {
    this.#parts.request('talk:hush', { readingId }).catch(() => {});
  }
}
