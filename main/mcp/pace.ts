/** Lines of an event stream that are read in a second, on the average: each event costs the app, calls included. */
const linesPerSecond = 600;
const burstMs = 1000;

/** How fast a stream is read of which nobody knows how much comes. */
export class Pace {
  #freeAt = -Infinity;

  /** Milliseconds to wait before what follows these lines is read; `now` in milliseconds of any clock. */
  after(lines: number, now: number): number {
    this.#freeAt = Math.max(this.#freeAt, now) + (lines / linesPerSecond) * 1000;
    return Math.max(0, this.#freeAt - burstMs - now);
  }
}

/** A line ends with either of these, or with both. */
export function countLines(chunk: Uint8Array): number {
  let count = 0;
  for (const byte of chunk) if (byte === 10 || byte === 13) count += 1;
  return count;
}
