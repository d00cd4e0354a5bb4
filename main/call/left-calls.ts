import { keepNewest } from '../base/keep-newest.ts';
import type { CallRecord } from './ports.ts';

/** Nobody rings while so many others are let go; of many a call the end is never heard of. */
const most = 100;

/** Calls that still rang when we let go of them: not to be begun anew while they do. */
export class LeftCalls {
  readonly #ids = new Set<string>();

  /** We have let go of a call. */
  add({ id, status }: CallRecord): void {
    if (status !== 'ringing') return;
    this.#ids.add(id);
    keepNewest(this.#ids, most);
  }

  /** At any news of a call: whether it is one that we let go, and still rings. */
  has({ id, status }: CallRecord): boolean {
    if (status !== 'ringing') this.#ids.delete(id);
    return this.#ids.has(id);
  }
}
