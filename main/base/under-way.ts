/** Work that nobody waits for, so that an end can. */
export class UnderWay {
  readonly #all = new Set<Promise<void>>();

  /** The work must not reject. */
  add(work: Promise<void>): void {
    this.#all.add(work);
    void work.finally(() => this.#all.delete(work));
  }

  /** Resolves when nothing is under way any more, also of what began meanwhile. */
  async idle(): Promise<void> {
    while (this.#all.size > 0) await Promise.all(this.#all);
  }
}
