/** A list of listeners for one kind of news. Events announce that something changed; they do not steer. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Returns the removal of the listener. */
  on(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  emit(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }
}
