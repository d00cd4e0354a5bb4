/** A task that looks at everything at once: whoever asks for it while it is under way shares the round after. */
export class Rounds {
  readonly #task: () => Promise<void>;
  #current: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(task: () => Promise<void>) {
    this.#task = task;
  }

  /** A round that begins after this was asked for. Rejects as its task does. */
  run(): Promise<void> {
    if (!this.#current) return this.#begin();
    this.#next ??= this.#current
      .catch(() => {
        // Told to whoever asked for that round.
      })
      .then(() => this.#begin());
    return this.#next;
  }

  /** Resolves when no round is under way or asked for. */
  async idle(): Promise<void> {
    while (this.#current) await Promise.allSettled([this.#current, this.#next]);
  }

  #begin(): Promise<void> {
    this.#next = null;
    const round = this.#task().finally(() => {
      if (this.#next === null) this.#current = null;
    });
    this.#current = round;
    return round;
  }
}
