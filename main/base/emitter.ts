import { isAbort } from '../../shared/errors.ts';

/** A list of listeners for one kind of news. Events announce that something changed; they do not steer. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Returns the removal of the listener. */
  on(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Never throws: what a listener throws is a broken assumption of its own, for whoever hears of crashes. */
  emit(value: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch (error) {
        // What was under way has ended, which is no failure.
        if (isAbort(error)) continue;
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }
}
