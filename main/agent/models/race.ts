import { AppError, ProtocolError } from '../../../shared/errors.ts';
import type { Clock } from '../../base/clock.ts';
import type { ModelPart } from '../ports.ts';
import { contextFull } from './model-errors.ts';

export type RaceParts<E> = {
  /** In the order in which they are asked. */
  readonly entrants: readonly E[];
  readonly ask: (entrant: E, signal: AbortSignal) => AsyncIterable<ModelPart>;
  readonly onFailed: (entrant: E, error: unknown) => void;
  /** Once for each that was asked: how long until its first part, or for how long none came. */
  readonly onPace: (entrant: E, afterMs: number) => void;
  /** After how long without a word the next is asked beside those that are asked already; null: only when they fail. */
  readonly besideAfterMs: number | null;
  readonly clock: Clock;
};

export type Won<E> = {
  readonly entrant: E;
  readonly first: ModelPart;
  readonly rest: AsyncIterator<ModelPart>;
  readonly end: () => Promise<void>;
};

type Runner<E> = {
  readonly entrant: E;
  readonly parts: AsyncIterator<ModelPart>;
  readonly controller: AbortController;
  readonly askedAt: number;
};
type Outcome<E> =
  | { readonly type: 'part'; readonly runner: Runner<E>; readonly part: ModelPart }
  | { readonly type: 'empty'; readonly runner: Runner<E> }
  | { readonly type: 'failed'; readonly runner: Runner<E>; readonly error: unknown }
  | { readonly type: 'late' };

/** Asks one after the other, or side by side, until the first part of an answer comes. The others are given up then. */
export class Race<E> {
  readonly #parts: RaceParts<E>;
  readonly #signal: AbortSignal;
  readonly #running = new Map<Runner<E>, Promise<Outcome<E>>>();
  readonly #failures: unknown[] = [];
  #next = 0;

  constructor(parts: RaceParts<E>, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
  }

  /** Null where all that answered had nothing to say. Throws the failure that is worth most to whoever asked. */
  async winner(): Promise<Won<E> | null> {
    this.#begin();
    try {
      for (;;) {
        const outcome = await this.#outcome();
        if (outcome.type === 'part') return this.#win(outcome.runner, outcome.part);
        if (outcome.type !== 'late') this.#note(outcome);
        if (!this.#begin() && this.#running.size === 0) return await this.#lost();
      }
    } catch (error) {
      this.#giveUp();
      throw error;
    }
  }

  /** False where there is nobody left to ask. */
  #begin(): boolean {
    const entrant = this.#parts.entrants[this.#next];
    if (entrant === undefined) return false;
    this.#next += 1;
    const controller = new AbortController();
    const signal = AbortSignal.any([this.#signal, controller.signal]);
    const parts = this.#parts.ask(entrant, signal)[Symbol.asyncIterator]();
    const runner = { entrant, parts, controller, askedAt: this.#parts.clock.now() };
    this.#running.set(runner, first(runner));
    return true;
  }

  async #outcome(): Promise<Outcome<E>> {
    const { besideAfterMs, clock, entrants } = this.#parts;
    const running = [...this.#running.values()];
    if (besideAfterMs === null || this.#next >= entrants.length) return Promise.race(running);
    const late = Promise.withResolvers<Outcome<E>>();
    const cancel = clock.schedule(besideAfterMs, () => late.resolve({ type: 'late' }));
    try {
      return await Promise.race([...running, late.promise]);
    } finally {
      cancel();
    }
  }

  #note(outcome: Exclude<Outcome<E>, { readonly type: 'part' | 'late' }>): void {
    const { runner } = outcome;
    this.#running.delete(runner);
    if (outcome.type === 'failed') {
      // Whoever asked does not wait any more: nothing failed.
      if (this.#signal.aborted) throw outcome.error;
      this.#parts.onFailed(runner.entrant, outcome.error);
      this.#failures.push(outcome.error);
    } else this.#failures.push(empty());
    if (isStalled(outcome)) this.#tellPace(runner);
  }

  #win(runner: Runner<E>, part: ModelPart): Won<E> {
    this.#running.delete(runner);
    this.#tellPace(runner);
    for (const other of this.#running.keys()) {
      // One that was asked later had no time to be slow.
      if (other.askedAt <= runner.askedAt) this.#tellPace(other);
    }
    this.#giveUp();
    const { entrant, parts, controller } = runner;
    const end = async (): Promise<void> => {
      controller.abort(new DOMException('given up', 'AbortError'));
      await parts.return?.();
    };
    return { entrant, first: part, rest: parts, end };
  }

  #tellPace({ entrant, askedAt }: Runner<E>): void {
    this.#parts.onPace(entrant, this.#parts.clock.now() - askedAt);
  }

  async #lost(): Promise<null> {
    const isEmpty = (error: unknown): boolean =>
      error instanceof AppError && error.code === empty().code;
    // Only this one can be mended by whoever asked, with a shorter question.
    const full = this.#failures.find(
      (error) => error instanceof AppError && error.code === contextFull,
    );
    const worst = full ?? this.#failures.find((error) => !isEmpty(error));
    // As it was thrown: none of ours where the model itself is broken.
    if (worst !== undefined) return Promise.reject(worst);
    return null;
  }

  #giveUp(): void {
    for (const { controller, parts } of this.#running.keys()) {
      controller.abort(new DOMException('given up', 'AbortError'));
      parts.return?.().catch(() => {
        // It ends with the abort that it was given.
      });
    }
    this.#running.clear();
  }
}

async function first<E>(runner: Runner<E>): Promise<Outcome<E>> {
  try {
    const { done, value } = await runner.parts.next();
    return done ? { type: 'empty', runner } : { type: 'part', runner, part: value };
  } catch (error) {
    return { type: 'failed', runner, error };
  }
}

/** What was refused came at once, and says nothing about how fast an answer would have been. */
function isStalled<E>(outcome: Outcome<E>): boolean {
  return (
    outcome.type === 'failed' &&
    outcome.error instanceof AppError &&
    outcome.error.code === 'LLM_STALLED'
  );
}

function empty(): ProtocolError {
  return new ProtocolError('LLM_EMPTY', 'The model sent an empty answer.');
}
