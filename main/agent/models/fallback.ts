import type { AppError } from '../../../shared/errors.ts';
import type { Clock } from '../../base/clock.ts';
import type { Model, ModelPart, Prompt } from '../ports.ts';
import { Circuit } from './circuit.ts';
import { Race } from './race.ts';

/** One model of the list. */
export type Candidate = {
  readonly model: Model;
  /** Why it may not be asked now, a spent allowance say; null: it may. */
  readonly refusal: () => AppError | null;
  /** Hears how long its first words took, or at least how long they did not come. */
  readonly onPace?: (pace: Pace) => void;
};

/** `afterMs` until something of the answer came; where nothing came, the time that it was waited for. */
export type Pace = { readonly channel: Prompt['channel']; readonly afterMs: number };

/**
 * A caller should not wait out the limit of one model before the next is asked: after this the next one is asked
 * beside it, and whoever says the first word answers. Before the second filler is due, in milliseconds.
 */
const besideAfterMs = 2500;

type Entry = { readonly candidate: Candidate; readonly circuit: Circuit };

/**
 * Several models as one: the first in the list that can answers. The next one is asked only while nothing of an answer
 * has come, so nobody hears two beginnings.
 */
export class FallbackModel implements Model {
  readonly #entries: readonly Entry[];
  readonly #clock: Clock;

  constructor(candidates: readonly Candidate[], clock: Clock) {
    this.#entries = candidates.map((candidate) => ({ candidate, circuit: new Circuit() }));
    this.#clock = clock;
  }

  async *stream(prompt: Prompt, signal: AbortSignal): AsyncIterable<ModelPart> {
    const race = new Race<Entry>(
      {
        entrants: this.#order(),
        ask: ({ candidate }, aborted) => candidate.model.stream(prompt, aborted),
        onFailed: ({ circuit }, error) => circuit.failed(error, this.#clock.now()),
        onPace: ({ candidate }, afterMs) =>
          candidate.onPace?.({ channel: prompt.channel, afterMs }),
        besideAfterMs: prompt.channel === 'phone' ? besideAfterMs : null,
        clock: this.#clock,
      },
      signal,
    );
    const won = await race.winner();
    if (won === null) return;
    try {
      won.entrant.circuit.close();
      yield won.first;
      for (;;) {
        const next = await won.rest.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      // Given up in the midst, it lets go of its connection.
      await won.end();
    }
  }

  /** Whoever would answer next, and who would follow. */
  async warm(signal: AbortSignal): Promise<void> {
    const [first, second] = this.#order();
    second?.candidate.model.warm?.(signal).catch(() => {
      // It is asked only if need be, and tells its failure then.
    });
    await first?.candidate.model.warm?.(signal);
  }

  renew(): void {
    // Another network, another answer.
    this.forgive();
    for (const { candidate } of this.#entries) candidate.model.renew?.();
  }

  /** What failed may work now: another key, another network. */
  forgive(): void {
    for (const { circuit } of this.#entries) circuit.close();
  }

  /** Who is asked, in order. Throws the refusal of the first where none may be asked. */
  #order(): readonly Entry[] {
    const refusals = this.#entries.map(({ candidate }) => candidate.refusal());
    const free = this.#entries.filter((_entry, index) => refusals[index] === null);
    const [refused] = refusals;
    if (free.length === 0 && refused) throw refused;
    const now = this.#clock.now();
    const closed = free.filter(({ circuit }) => circuit.openUntil <= now);
    // All have failed lately: the one that rests longest is tried, and nobody waits for all of them.
    const rested = free.toSorted((a, b) => a.circuit.openUntil - b.circuit.openUntil);
    return closed.length > 0 ? closed : rested.slice(0, 1);
  }
}
