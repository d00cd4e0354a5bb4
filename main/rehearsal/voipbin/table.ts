import { randomUUID } from 'node:crypto';
import { ApiRefusal } from './api-refusal.ts';
import type { Stamps } from './stamps.ts';
import { plainTime } from './stamps.ts';

/** What every resource of the service has. */
export type Row = {
  readonly id: string;
  readonly customer_id: string;
  readonly tm_create: string;
  readonly tm_update: string | null;
  readonly tm_delete: string | null;
};

export type Page<T> = { readonly result: readonly T[]; readonly next_page_token: string };
export type PageQuery = { readonly page_size?: unknown; readonly page_token?: unknown };

/** The rows of one resource, as the wire shows them. */
export class Table<T extends Row> {
  readonly #stamps: Stamps;
  readonly #customerId: string;
  readonly #notFound: string;
  readonly #rows = new Map<string, T>();

  /** `notFound`: the reason of the 404. */
  constructor(stamps: Stamps, customerId: string, notFound: string) {
    this.#stamps = stamps;
    this.#customerId = customerId;
    this.#notFound = notFound;
  }

  insert(make: (head: Row) => T): T {
    const now = this.#stamps.next();
    const row = make({
      id: randomUUID(),
      customer_id: this.#customerId,
      tm_create: now,
      tm_update: now,
      tm_delete: null,
    });
    this.#rows.set(row.id, row);
    return row;
  }

  /** Throws the 404 of this resource. */
  update(id: string, change: Partial<T>): T {
    const row = { ...this.get(id), ...change, tm_update: this.#stamps.next() };
    this.#rows.set(id, row);
    return row;
  }

  find(id: string): T | null {
    const row = this.#rows.get(id);
    return row && row.tm_delete === null ? row : null;
  }

  /** Throws the 404 of this resource. */
  get(id: string): T {
    const row = this.find(id);
    if (row) return row;
    throw new ApiRefusal(404, this.#notFound, { message: 'The resource was not found.' });
  }

  /** VoIPBIN: a deleted row is answered once more, with the time of its end. Throws the 404. */
  remove(id: string): T {
    return this.update(id, { tm_delete: this.#stamps.next() } as Partial<T>);
  }

  /** Newest first. */
  list(keep: (row: T) => boolean = () => true): readonly T[] {
    return [...this.#rows.values()].filter((row) => row.tm_delete === null && keep(row)).reverse();
  }

  /** VoIPBIN: the token stands on every page that is not empty; only an empty one is the end. */
  page({ page_size, page_token }: PageQuery, keep?: (row: T) => boolean): Page<T> {
    const before = typeof page_token === 'string' && page_token ? plainTime(page_token) : null;
    const result = this.list(keep)
      .filter((row) => before === null || row.tm_create < before)
      .slice(0, sizeOf(page_size));
    return { result, next_page_token: result.at(-1)?.tm_create ?? '' };
  }
}

/** VoIPBIN: 1 to 100, and 100 for everything else. */
function sizeOf(given: unknown): number {
  const size = Number(given);
  return Number.isInteger(size) && size >= 1 && size <= 100 ? size : 100;
}
