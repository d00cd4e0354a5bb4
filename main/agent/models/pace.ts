import type { Pace } from './fallback.ts';

/** Answers on calls of which the pace is kept. */
const kept = 20;
/** Fewer of them say nothing. */
const enough = 5;
/** A caller who waits longer than this for half of the answers talks to a slow agent. In milliseconds. */
const slowMs = 2000;

/** How fast a model begins to answer on calls. */
export class PaceWatch {
  #samples: readonly number[] = [];
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  add({ channel, afterMs }: Pace): void {
    if (channel !== 'phone') return;
    this.#samples = [...this.#samples, afterMs].slice(-kept);
    this.#onChange();
  }

  /** The median in milliseconds where it is too long; else null. */
  get slowMedianMs(): number | null {
    if (this.#samples.length < enough) return null;
    const sorted = this.#samples.toSorted((a, b) => a - b);
    const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
    return median > slowMs ? median : null;
  }
}

/** What is told of a slow model, and what can be done. */
export function describeSlow(name: string, medianMs: number): string {
  const seconds = (medianMs / 1000).toFixed(1);
  return `On calls ${name} takes ${seconds} seconds to its first words, in the median.`;
}

export const slowRemedy =
  'Put a faster model first for calls: a smaller one, or one nearer to this machine (llm.model, llm.providers).';
