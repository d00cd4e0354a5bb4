/** Open or shut; whoever must not go on while it is shut waits at it. */
export class Gate {
  #open: boolean;
  readonly #waiting = new Set<() => void>();

  constructor(open: boolean) {
    this.#open = open;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  open(): void {
    this.#open = true;
    for (const pass of this.#waiting) pass();
    this.#waiting.clear();
  }

  shut(): void {
    this.#open = false;
  }

  /** Resolves when the gate is open; rejects with the signal's reason. */
  passed(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    if (this.#open) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting.delete(pass);
        reject(signal.reason as Error);
      };
      const pass = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      this.#waiting.add(pass);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }
}
