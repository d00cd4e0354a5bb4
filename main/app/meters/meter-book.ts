import type { MeterRow } from '../../../shared/meters.ts';
import type { MeterLedger } from '../../agent/meter-ports.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';

export type MeterBookDeps = {
  readonly ledger: Pick<MeterLedger, 'addMeters' | 'readMeters'>;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly log: Logger;
};

/** What was used just now; the day is that of the book. */
export type MeterEntry = Omit<MeterRow, 'day'>;

/** What a crash may lose, in milliseconds. */
const writeAfterMs = 5000;

/** Adds up what is used. It is kept in memory first and written behind: no answer waits for the disk. */
export class MeterBook {
  readonly #deps: MeterBookDeps;
  readonly #days: Intl.DateTimeFormat;
  /** Not written yet, by what it adds to. */
  #pending = new Map<string, MeterRow>();
  /** Everything of today, written or not. */
  #today: Map<string, MeterRow> = new Map();
  #todayIs: string;
  /** What is kept of today has not been read yet: limits would be taken for untouched. */
  #isUnread = true;
  #cancel: (() => void) | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(deps: MeterBookDeps) {
    this.#deps = deps;
    // Sweden writes 2026-11-28.
    this.#days = new Intl.DateTimeFormat('sv-SE', { timeZone: deps.timeZone });
    this.#todayIs = this.day();
  }

  /** The day of an instant (epoch ms), today's without one. */
  day(at: number = this.#deps.clock.now()): string {
    return this.#days.format(at);
  }

  /** Everything that was used today so far. */
  get today(): readonly MeterRow[] {
    this.#turn();
    return [...this.#today.values()];
  }

  /** Adds what an earlier run wrote today; nothing is written before it is read. Rejects with StoreError. */
  load(): Promise<void> {
    const loading = this.#writing.then(() => this.#load());
    this.#writing = loading.catch(() => {
      // Told to whoever loads; what is used from now on is kept all the same.
    });
    return loading;
  }

  async #load(): Promise<void> {
    const kept = await this.#deps.ledger.readMeters({ since: this.#todayIs });
    this.#today = new Map();
    for (const row of [...kept, ...this.#pending.values()]) {
      if (row.day === this.#todayIs) addTo(this.#today, row);
    }
    this.#isUnread = false;
  }

  add(entry: MeterEntry): void {
    this.#turn();
    const row = { ...entry, day: this.#todayIs };
    addTo(this.#today, row);
    addTo(this.#pending, row);
    this.#cancel ??= this.#deps.clock.schedule(writeAfterMs, () => void this.write());
  }

  /** Resolves when all is kept, or cannot be for now. */
  write(): Promise<void> {
    this.#turn();
    this.#cancel?.();
    this.#cancel = null;
    this.#writing = this.#writing.then(() => this.#writeOnce());
    return this.#writing;
  }

  async #writeOnce(): Promise<void> {
    if (this.#isUnread) {
      await this.#load().catch((error: unknown) => {
        this.#deps.log.warn('the meters of today are not known yet', errorFields(error));
      });
    }
    const rows = [...this.#pending.values()];
    if (rows.length === 0) return;
    this.#pending = new Map();
    try {
      await this.#deps.ledger.addMeters({ rows });
    } catch (error) {
      this.#deps.log.error('what was used could not be kept', errorFields(error));
      // Tried again with whatever is used next.
      for (const row of rows) addTo(this.#pending, row);
    }
  }

  /** At midnight everything begins at nothing; but a clock that is set back comes to a day on which something was used. */
  #turn(): void {
    const day = this.day();
    if (day === this.#todayIs) return;
    this.#todayIs = day;
    this.#today = new Map();
    for (const row of this.#pending.values()) if (row.day === day) addTo(this.#today, row);
    this.#isUnread = true;
    void this.write();
  }
}

function addTo(rows: Map<string, MeterRow>, row: MeterRow): void {
  const key = JSON.stringify([row.day, row.channel, row.kind, row.name, row.currency]);
  const before = rows.get(key);
  if (!before) return void rows.set(key, row);
  rows.set(key, {
    ...row,
    requests: before.requests + row.requests,
    input: before.input + row.input,
    output: before.output + row.output,
    estimated: before.estimated + row.estimated,
    cost: before.cost + row.cost,
  });
}
