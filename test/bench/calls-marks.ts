/** What the double saw, each under its own name: when, by `performance.now()`. The first time counts. */
export class Marks {
  readonly #seen = new Map<string, number>();
  readonly #waiting = new Map<string, (at: number) => void>();

  note(name: string, at: number): void {
    if (this.#seen.has(name)) return;
    this.#seen.set(name, at);
    this.#waiting.get(name)?.(at);
    this.#waiting.delete(name);
  }

  /** Rejects when it is not seen in time: a figure without it would be a lie. */
  seen(name: string, withinMs = 10_000): Promise<number> {
    const at = this.#seen.get(name);
    if (at !== undefined) return Promise.resolve(at);
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`${name} was not seen`)), withinMs);
      this.#waiting.set(name, (seenAt) => {
        clearTimeout(limit);
        resolve(seenAt);
      });
    });
  }
}
