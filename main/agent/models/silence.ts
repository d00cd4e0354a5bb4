import type { Channel } from '../../../shared/thread.ts';
import { NetworkError } from '../../../shared/errors.ts';

/** How long a model may be silent, in milliseconds. */
export type SilenceLimits = {
  /** Until the first sign of life: a word, a thought, or a tool that it begins to call. */
  readonly firstTokenMs: number;
  /** Between two of them. */
  readonly stallMs: number;
  /** Until the first word or call, however much it thinks before. */
  readonly thinkMs: number;
};

/** Who writes can wait: a local model may have to be loaded first, and one that reasons takes minutes. */
const written: SilenceLimits = { firstTokenMs: 30_000, stallMs: 20_000, thinkMs: 300_000 };

/**
 * A caller hears a filler every two seconds or so; after some of them they think that the line is dead. The next model is
 * asked long before this, so it is the last one that is given up: its late answer is worth more than the built-in one.
 */
const spoken: SilenceLimits = { firstTokenMs: 10_000, stallMs: 8000, thinkMs: 15_000 };

/** The limits of the way on which the answer is waited for. */
export function silenceLimits(channel?: Channel): SilenceLimits {
  return channel === 'phone' ? spoken : written;
}

/** A timer that is this much late, in milliseconds, has slept with its machine: nobody could be heard meanwhile. */
const sleptAfterMs = 2000;

/** Ends a stream that is silent for too long: before its first token, in the midst, or while it only thinks. */
export class Stall {
  readonly #controller = new AbortController();
  readonly #limits: SilenceLimits;
  #timer: NodeJS.Timeout;
  #thinking: NodeJS.Timeout;
  #started = false;
  #passedMs = 0;

  constructor(limits: SilenceLimits) {
    this.#limits = limits;
    this.#timer = this.#arm(limits.firstTokenMs);
    this.#thinking = this.#arm(limits.thinkMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A sign of life. */
  beat(): void {
    this.#started = true;
    clearTimeout(this.#timer);
    this.#timer = this.#arm(this.#limits.stallMs);
  }

  /** Something of the answer itself came. */
  answered(): void {
    clearTimeout(this.#thinking);
  }

  end(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#thinking);
  }

  error(): NetworkError {
    const seconds = this.#passedMs / 1000;
    const sentence =
      this.#started && this.#passedMs === this.#limits.thinkMs
        ? `The model thought for ${seconds} seconds without a word.`
        : `The model was silent for ${seconds} seconds.`;
    return new NetworkError('LLM_STALLED', sentence, {
      remedy: 'Check the model server, or set a faster model.',
    });
  }

  #arm(delayMs: number): NodeJS.Timeout {
    // By the clock that timers go by: one that is set is no sleep.
    const dueAt = performance.now() + delayMs;
    const timer = setTimeout(() => {
      if (performance.now() - dueAt > sleptAfterMs) {
        this.#again(timer, delayMs);
        return;
      }
      this.#passedMs = delayMs;
      this.#controller.abort();
    }, delayMs);
    return timer;
  }

  /** What came during the sleep is read before the model is given up, and it has its time anew. */
  #again(slept: NodeJS.Timeout, delayMs: number): void {
    if (slept === this.#timer) this.#timer = this.#arm(delayMs);
    else this.#thinking = this.#arm(delayMs);
  }
}
