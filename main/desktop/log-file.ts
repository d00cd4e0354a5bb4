import { appendFileSync } from 'node:fs';
import { appendFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What is kept at least once there was so much, and twice that at most; bytes. */
const maxBytes = 1_000_000;
/** Lines that wait for a disk which takes none. */
const maxWaiting = 1000;
/** Lines come in groups, and one write is for all of a group; milliseconds. */
const groupMs = 100;

/**
 * Keeps the newest lines of the log in `adjutant.log` and `adjutant.log.1` of the home, for whoever starts Adjutant without a
 * terminal. Lines that the disk does not take are lost, and nothing waits for it.
 */
export class LogFile {
  readonly path: string;
  readonly #waiting: string[] = [];
  #isDue = false;

  constructor(home: string) {
    this.path = join(home, 'adjutant.log');
  }

  /** A whole line, with its end. */
  write(line: string): void {
    if (this.#waiting.length >= maxWaiting) return;
    this.#waiting.push(line);
    this.#appendSoon();
  }

  /** Writes what waits: the process ends. */
  flush(): void {
    const lines = this.#take();
    if (lines === '') return;
    try {
      appendFileSync(this.path, lines, { mode: 0o600 });
    } catch {
      // A log cannot tell that it is not kept.
    }
  }

  #appendSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setTimeout(() => void this.#append(), groupMs).unref();
  }

  async #append(): Promise<void> {
    const lines = this.#take();
    try {
      await this.#makeRoom();
      await appendFile(this.path, lines, { mode: 0o600 });
    } catch {
      // As above.
    }
    this.#isDue = false;
    if (this.#waiting.length > 0) this.#appendSoon();
  }

  #take(): string {
    return this.#waiting.splice(0).join('');
  }

  async #makeRoom(): Promise<void> {
    const size = await stat(this.path).then(
      (file) => file.size,
      () => 0,
    );
    if (size >= maxBytes) await rename(this.path, `${this.path}.1`);
  }
}
