import { onAbort } from './abort.ts';

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
    for (const pass of [...this.#waiting]) pass();
  }

  shut(): void {
    this.#open = false;
  }

  /** Resolves when the gate is open; rejects with the signal's reason. */
  async passed(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    // It may have been shut again before whoever waited gets to run.
    while (!this.#open) await this.#opened(signal);
  }

  #opened(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = onAbort(signal, () => {
        this.#waiting.delete(pass);
        reject(signal.reason as Error);
      });
      const pass = (): void => {
        this.#waiting.delete(pass);
        stop();
        resolve();
      };
      this.#waiting.add(pass);
    });
  }
}
