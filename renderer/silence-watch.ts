import type { PageClock } from './page-transport.ts';

export type SilenceWatchOptions = {
  readonly clock: PageClock;
  /** Asks for any answer at all. */
  readonly ask: () => void;
  /** Nothing answers; what was asked may still be answered. */
  readonly onSilent: () => void;
  /** Nothing will: the connection is to be made anew. */
  readonly onDead: () => void;
};

/** So long nothing may be heard before it is asked for. A cut that nobody is told of shows in no other way. */
const idleMs = 20_000;
/** Sooner while the owner waits for something. Many answers take longer, and mean nothing. */
const waitingMs = 4_000;
const silentMs = 3_000;
const deadMs = 15_000;

/** Tells a connection that is quiet from one at whose other end nobody answers: a frozen app, a cut without a word. */
export class SilenceWatch {
  readonly #options: SilenceWatchOptions;
  #cancel: () => void = () => undefined;
  /** Open, and nothing is waited for. */
  #isIdle = false;

  constructor(options: SilenceWatchOptions) {
    this.#options = options;
  }

  /** Something came, or the connection opened. */
  heard(): void {
    this.#isIdle = true;
    this.#in(idleMs, () => this.#ask());
  }

  /** Something was asked. */
  waits(): void {
    if (!this.#isIdle) return;
    this.#isIdle = false;
    this.#in(waitingMs, () => this.#ask());
  }

  stop(): void {
    this.#isIdle = false;
    this.#cancel();
  }

  #ask(): void {
    this.#isIdle = false;
    const { ask, onSilent, onDead } = this.#options;
    ask();
    this.#in(silentMs, () => {
      onSilent();
      this.#in(deadMs, onDead);
    });
  }

  #in(delayMs: number, action: () => void): void {
    this.#cancel();
    this.#cancel = this.#options.clock.schedule(delayMs, action);
  }
}
