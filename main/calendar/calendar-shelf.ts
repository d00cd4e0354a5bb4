import { AppError, NetworkError } from '../../shared/errors.ts';
import { untilAborted } from '../base/abort.ts';
import type { Clock } from '../base/clock.ts';
import { keepNewest } from '../base/keep-newest.ts';
import { errorFields } from '../base/log.ts';
import type { Logger } from '../base/log.ts';
import type { CalendarSource, IcsReading, TimeRange } from './ports.ts';

/** What is known of a source. `reading` is null where it is nothing; `fault` is why it is not newer. */
export type Shown = {
  readonly reading: IcsReading | null;
  /** Epoch ms. */
  readonly readAt: number;
  readonly fault: AppError | null;
};

export type CalendarShelfParts = {
  readonly source: CalendarSource;
  /** Its timers stand still in sleep. */
  readonly clock: Clock;
  readonly log: Logger;
};

type Entry = {
  readonly range: TimeRange;
  shown: Shown;
  /** When it was asked for last, epoch ms. */
  triedAt: number;
  /** Whether something was changed since then. */
  isStale: boolean;
  reading: Promise<void> | null;
};

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** So far back and so far ahead a source is read at once: whatever is asked for mostly lies in there. */
const backMs = 35 * dayMs;
const aheadMs = 196 * dayMs;
/** So long what was read is as good as new. */
const freshMs = 120_000;
const everyMs = 600_000;
/** After a failure nothing is asked for so long; after a refusal longer, because accounts are locked for many of them. */
const patienceMs = 15_000;
const refusedMs = 300_000;
const maxEntries = 6;

/** What a source holds, read in the background and kept in memory, so that nobody waits for a slow server. */
export class CalendarShelf {
  readonly #parts: CalendarShelfParts;
  readonly #signal: AbortSignal;
  readonly #entries = new Map<string, Entry>();
  #cancel: () => void = () => {};

  /** Ends with the signal. */
  constructor(parts: CalendarShelfParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#cancel(), { once: true });
  }

  get source(): CalendarSource {
    return this.#parts.source;
  }

  /** Reads it now and from time to time. */
  start(): void {
    if (this.#signal.aborted) return;
    void this.#refresh(this.#entryOf(this.#usual()));
    this.#cancel = this.#parts.clock.schedule(everyMs, () => this.start());
  }

  /** What is known of a range after a wait of `limitMs` at most. */
  async show(range: TimeRange, limitMs: number, signal: AbortSignal): Promise<Shown> {
    const usual = this.#usual();
    const entry = this.#entryOf(contains(usual, range) ? usual : wholeDays(range));
    if (!this.#isFresh(entry)) await this.#wait(this.#refresh(entry), limitMs, signal);
    const best = this.#best(range) ?? entry;
    const { reading, readAt } = best.shown;
    const fault = entry.shown.fault ?? (reading === null ? tooSlow(limitMs) : null);
    return { reading, readAt, fault };
  }

  /** Something was changed there, or the password here: what is known is old, and a refusal may be over. */
  touch(): void {
    for (const entry of this.#entries.values()) {
      entry.isStale = true;
      entry.triedAt = -Infinity;
    }
    void this.#refresh(this.#entryOf(this.#usual()));
  }

  #usual(): TimeRange {
    const week = Math.floor(this.#parts.clock.now() / weekMs) * weekMs;
    return { from: week - backMs, to: week + aheadMs };
  }

  #entryOf(range: TimeRange): Entry {
    const key = `${range.from}-${range.to}`;
    const known = this.#entries.get(key);
    this.#entries.delete(key);
    const shown = { reading: null, readAt: 0, fault: null };
    const entry = known ?? { range, shown, triedAt: -Infinity, isStale: false, reading: null };
    // Asked for last, it is forgotten last.
    this.#entries.set(key, entry);
    keepNewest(this.#entries, maxEntries);
    return entry;
  }

  #best(range: TimeRange): Entry | null {
    const able = [...this.#entries.values()].filter(
      (entry) => entry.shown.reading !== null && contains(entry.range, range),
    );
    return able.toSorted((one, other) => other.shown.readAt - one.shown.readAt)[0] ?? null;
  }

  #isFresh({ shown, isStale }: Entry): boolean {
    return (
      shown.reading !== null &&
      shown.fault === null &&
      !isStale &&
      this.#isWithin(shown.readAt, freshMs)
    );
  }

  /** Whether that is so short a time ago; what lies ahead, because the clock was set back, is long ago. */
  #isWithin(at: number, ms: number): boolean {
    const age = this.#parts.clock.now() - at;
    return age >= 0 && age < ms;
  }

  /** Resolves when it is read, or has failed; at once where it is not to be asked yet. */
  #refresh(entry: Entry): Promise<void> {
    if (entry.reading) return entry.reading;
    const { fault } = entry.shown;
    const pauseMs = fault === null ? 0 : fault.kind === 'auth' ? refusedMs : patienceMs;
    const now = this.#parts.clock.now();
    if (this.#isWithin(entry.triedAt, pauseMs) || this.#signal.aborted) return Promise.resolve();
    entry.triedAt = now;
    entry.isStale = false;
    entry.reading = this.#read(entry).finally(() => {
      entry.reading = null;
    });
    return entry.reading;
  }

  async #read(entry: Entry): Promise<void> {
    const { source, clock, log } = this.#parts;
    try {
      const reading = await source.read(entry.range, this.#signal);
      entry.shown = { reading, readAt: clock.now(), fault: null };
    } catch (error) {
      if (this.#signal.aborted) return;
      log.warn('a calendar could not be read', errorFields(error));
      entry.shown = { ...entry.shown, fault: toFault(error) };
    }
  }

  async #wait(reading: Promise<void>, limitMs: number, signal: AbortSignal): Promise<void> {
    const over = Promise.withResolvers<void>();
    const cancel = this.#parts.clock.schedule(limitMs, over.resolve);
    try {
      await untilAborted(Promise.race([reading, over.promise]), signal);
    } finally {
      cancel();
    }
  }
}

function contains(outer: TimeRange, inner: TimeRange): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

/** So that asking for the afternoon after the morning asks the server once. */
function wholeDays({ from, to }: TimeRange): TimeRange {
  return { from: Math.floor(from / dayMs) * dayMs, to: Math.ceil(to / dayMs) * dayMs };
}

function tooSlow(limitMs: number): NetworkError {
  return new NetworkError('TIMEOUT', `It did not answer within ${limitMs / 1000} seconds.`, {
    remedy: 'It is still being asked; ask again in a minute.',
  });
}

function toFault(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const told = { code: 'INTERNAL', message: 'It could not be read.' };
  return new AppError('protocol', told, { cause: error });
}
