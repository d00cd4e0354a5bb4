import { readFileSync } from 'node:fs';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { writeFileInPlace } from './write-file.ts';
import { parseZoom } from './zoom.ts';

/** In the system's points. */
export type Size = { readonly width: number; readonly height: number };

/** The narrowest window that the page is made for, and a height that shows a few lines. */
export const smallest: Size = { width: 360, height: 400 };
export const usual: Size = { width: 400, height: 640 };
// No screen is larger; a file may say anything.
const largest = 10_000;

type Told = Partial<Record<keyof Size | 'zoom', unknown>>;

/** The size that a file tells, or null when it tells none that a window can have. */
export function parseSize(text: string): Size | null {
  const { width, height } = parseFile(text);
  const isFit = isWithin(width, smallest.width) && isWithin(height, smallest.height);
  return isFit ? { width: Number(width), height: Number(height) } : null;
}

function parseFile(text: string): Told {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    // Half written or not ours: as if there were none.
    return {};
  }
}

function isWithin(length: unknown, least: number): boolean {
  return Number.isInteger(length) && Number(length) >= least && Number(length) <= largest;
}

/** The size the owner gave the window and its page, kept in a small file of the home. */
export class WindowSize {
  readonly #path: string;
  readonly #log: Logger;
  #size: Size;
  #zoom: number;

  constructor(path: string, log: Logger) {
    this.#path = path;
    this.#log = log;
    const text = this.#read();
    this.#size = parseSize(text) ?? usual;
    this.#zoom = parseZoom(parseFile(text).zoom);
  }

  get size(): Size {
    return this.#size;
  }

  /** Chromium's level; 0 is the usual size. */
  get zoom(): number {
    return this.#zoom;
  }

  /** Written only when it is another one; a size that cannot be kept holds for this run. */
  keep(size: Size): void {
    const next = parseSize(JSON.stringify(size));
    if (next === null) return;
    if (next.width === this.#size.width && next.height === this.#size.height) return;
    this.#size = next;
    this.#write();
  }

  keepZoom(level: number): void {
    const next = parseZoom(level);
    if (next === this.#zoom) return;
    this.#zoom = next;
    this.#write();
  }

  #write(): void {
    const zoom = this.#zoom === 0 ? {} : { zoom: this.#zoom };
    try {
      writeFileInPlace(this.#path, `${JSON.stringify({ ...this.#size, ...zoom })}\n`);
    } catch (error) {
      this.#log.warn('the size of the window is not kept', errorFields(error));
    }
  }

  #read(): string {
    try {
      return readFileSync(this.#path, 'utf8').slice(0, 1000);
    } catch {
      // The first start, or a home that cannot be read, which others tell.
      return '';
    }
  }
}
