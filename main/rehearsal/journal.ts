import { closeSync, fchmodSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { z } from 'zod';
import { StoreError } from '../../shared/errors.ts';

/**
 * An append-only file of JSON lines, mode 0600: what a practice service remembers over restarts. A line is
 * handed to the operating system before `append` returns, so it outlives `kill -9` (not a power cut, which would
 * cost a sync for each line). One line holds all that must become true together.
 */
export class Journal<Line> {
  readonly #file: number;
  #length: number;
  #open = true;

  constructor(file: number, length: number) {
    this.#file = file;
    this.#length = length;
  }

  /** Throws StoreError when the line cannot be written, and then leaves no part of it behind. */
  append(line: Line): void {
    if (!this.#open) throw new StoreError('REHEARSAL_CLOSED', 'The practice service is closed.');
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    try {
      for (let done = 0; done < bytes.length;) done += writeSync(this.#file, bytes, done);
    } catch (cause) {
      // Half a line followed by the next one would be damage in the middle of the file.
      ftruncateSync(this.#file, this.#length);
      const sentence = 'The practice service cannot write its file.';
      throw new StoreError('REHEARSAL_JOURNAL_WRITE', sentence, { cause });
    }
    this.#length += bytes.length;
  }

  /** Idempotent. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#file);
  }
}

export type OpenedJournal<Line> = {
  readonly journal: Journal<Line>;
  /** What was written before, oldest first. */
  readonly lines: readonly Line[];
};

/**
 * Opens or creates the file and drops a torn last line. Throws StoreError, and leaves the file alone, when any
 * other line does not fit `schema`.
 */
export function openJournal<Line>(path: string, schema: z.ZodType<Line>): OpenedJournal<Line> {
  const file = openFile(path);
  try {
    fchmodSync(file, 0o600);
    const { lines, length } = readLines(readFileSync(path), schema);
    ftruncateSync(file, length);
    return { journal: new Journal(file, length), lines };
  } catch (cause) {
    closeSync(file);
    throw cause;
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'a+', 0o600);
  } catch (cause) {
    const sentence = 'The practice service cannot open its file.';
    throw new StoreError('REHEARSAL_JOURNAL_OPEN', sentence, { cause });
  }
}

function readLines<Line>(
  bytes: Buffer,
  schema: z.ZodType<Line>,
): { readonly lines: readonly Line[]; readonly length: number } {
  const lines: Line[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    const line = parseLine(bytes.toString('utf8', start, end), schema);
    if (line === null) {
      const isLast = bytes.indexOf(10, end + 1) < 0;
      if (isLast) break;
      const sentence = `Line ${lines.length + 1} of the practice service's file is damaged.`;
      throw new StoreError('REHEARSAL_JOURNAL_DAMAGED', sentence, {
        remedy: 'Move the rehearsal folder away to begin with an empty one.',
      });
    }
    lines.push(line.value);
    start = end + 1;
  }
  return { lines, length: start };
}

function parseLine<Line>(text: string, schema: z.ZodType<Line>): { readonly value: Line } | null {
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? { value: parsed.data } : null;
  } catch {
    // Not JSON: the caller decides whether this is a torn end or damage.
    return null;
  }
}
