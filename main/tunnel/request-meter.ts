import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { RequestCount, RequestMemory } from './ports.ts';

/** What the month has used of the plan; `plan` is null where there is no limit. */
export type RequestUse = RequestCount & { readonly plan: number | null };

export type RequestMeterDeps = {
  readonly memory: RequestMemory;
  /** Requests a month; 0 for no limit. */
  readonly monthlyRequests: number;
  readonly clock: Clock;
  readonly log: Logger;
};

/** So that a busy hour costs a few writes, and a kill forgets a minute at most. */
const writeEveryMs = 60_000;
const warnAt = 0.8;

/** Counts requests through the tunnel by calendar month (UTC), as ngrok's plans do. */
export class RequestMeter {
  /** Emitted when the warning changes. */
  readonly changed = new Emitter<null>();
  readonly #deps: RequestMeterDeps;
  readonly #loaded: Promise<void>;
  #now: RequestCount;
  #warned = '';
  #isKept = true;
  #cancelWrite: () => void = () => {};
  #work: Promise<void> = Promise.resolve();

  constructor(deps: RequestMeterDeps) {
    this.#deps = deps;
    this.#now = { month: monthOf(deps.clock.now()), count: 0 };
    this.#loaded = this.#load();
  }

  /** One more, by a visitor or by ourselves. */
  note(): void {
    const { month, count } = this.#current();
    this.#now = { month, count: count + 1 };
    if (this.#isKept) {
      this.#isKept = false;
      this.#cancelWrite = this.#deps.clock.schedule(writeEveryMs, () => this.#write());
    }
    this.#tell();
  }

  get use(): RequestUse {
    const { monthlyRequests } = this.#deps;
    return { ...this.#current(), plan: monthlyRequests === 0 ? null : monthlyRequests };
  }

  get isUsedUp(): boolean {
    const { count, plan } = this.use;
    return plan !== null && count >= plan;
  }

  /** A sentence once most of the plan is used; else empty. Changes by whole steps only. */
  get warning(): string {
    const { count, plan } = this.use;
    if (plan === null || count < plan * warnAt) return '';
    if (count < plan) {
      return `More than ${warnAt * 100} % of this month’s ${plan} requests of the ngrok plan are used.`;
    }
    return `This month’s ${plan} requests of the ngrok plan are used up: ngrok may turn deliveries away.`;
  }

  /** Idempotent; what was counted is kept. */
  async close(): Promise<void> {
    this.#cancelWrite();
    this.#write();
    await this.#work;
  }

  #current(): RequestCount {
    const month = monthOf(this.#deps.clock.now());
    return this.#now.month === month ? this.#now : { month, count: 0 };
  }

  async #load(): Promise<void> {
    const { memory, log } = this.#deps;
    try {
      const kept = await memory.read();
      const now = this.#current();
      if (kept?.month === now.month) this.#now = { ...now, count: now.count + kept.count };
      this.#tell();
    } catch (error) {
      log.warn('the count of tunnel requests could not be read', errorFields(error));
    }
  }

  #write(): void {
    if (this.#isKept) return;
    this.#isKept = true;
    this.#work = Promise.all([this.#work, this.#loaded])
      .then(() => this.#deps.memory.write(this.#now))
      .catch((error: unknown) => {
        this.#deps.log.warn('the count of tunnel requests could not be kept', errorFields(error));
      });
  }

  #tell(): void {
    if (this.warning === this.#warned) return;
    this.#warned = this.warning;
    this.changed.emit(null);
  }
}

function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}
