import { systemLine } from '../../../shared/system-line.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import type { Clock } from '../../base/clock.ts';
import type { Gate } from '../../base/gate.ts';
import { newId } from '../../base/ids.ts';
import type { Logger } from '../../base/log.ts';
import type { BriefWriter } from './brief-writer.ts';
import { DueRounds } from './due-rounds.ts';
import type { DueLedger } from './ports.ts';
import { addDays, atTime, dayOf, weekdayOf } from './zoned-time.ts';

export type BriefSchedule = {
  /** `08:00`; null: none. */
  readonly morning: string | null;
  readonly evening: string | null;
  /** `mon` and so on. */
  readonly days: readonly string[];
};

export type BriefRunnerDeps = {
  readonly schedule: BriefSchedule;
  readonly writer: Pick<BriefWriter, 'write'>;
  readonly ledger: Pick<DueLedger, 'wasTold' | 'tellDue'>;
  /** Shut while the agent is paused. */
  readonly gate: Gate;
  /** A line was told; it is to be brought to the owner. */
  readonly told: (message: ThreadMessage) => void;
  /** Until when (epoch ms) something may have been told that the data does not know of; null for never. */
  readonly restoredAt: number | null;
  /** IANA name. */
  readonly timeZone: string;
  readonly clock: Clock;
  readonly log: Logger;
};

/** A brief that is so much later, in ms, is no use any more. */
const worthMs = 4 * 3_600_000;
const againMs = 60_000;
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

type Occasion = {
  readonly key: string;
  readonly kind: 'morning' | 'evening';
  readonly day: string;
  readonly at: number;
};

/** Tells the morning and the evening brief, each once a day; after a late start as long as it is of use. */
export class BriefRunner {
  readonly #deps: BriefRunnerDeps;
  readonly #signal: AbortSignal;
  readonly #rounds: DueRounds;

  constructor(deps: BriefRunnerDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    const failed = 'a brief could not be told';
    const round = (): Promise<number | null> => this.#round();
    this.#rounds = new DueRounds({ ...deps, round, againMs, failed }, signal);
  }

  /** At the start, and when the agent goes on after a pause. */
  look(): void {
    this.#rounds.look();
  }

  /** Resolves when none is being written. */
  idle(): Promise<void> {
    return this.#rounds.idle();
  }

  async #round(): Promise<number | null> {
    const now = this.#deps.clock.now();
    const all = this.#occasions(now);
    for (const occasion of all) {
      if (occasion.at <= now && now < occasion.at + worthMs) await this.#tell(occasion);
    }
    return all.find(({ at }) => at > now)?.at ?? null;
  }

  async #tell({ key, kind, day, at }: Occasion): Promise<void> {
    const { ledger, writer, clock, restoredAt, told, gate } = this.#deps;
    if (await ledger.wasTold({ key })) return;
    const wish = { day, kind: kind === 'evening' ? 'evening' : 'day' } as const;
    const text = await writer.write(wish, this.#signal);
    // It may have taken a while.
    if (!gate.isOpen) return;
    const message = systemLine({ id: newId(), at: clock.now(), text });
    const reach = restoredAt === null || at > restoredAt;
    if (await ledger.tellDue({ due: { type: 'occasion', key }, message, reach })) told(message);
  }

  /** From yesterday on until there surely is a next one, in their order. */
  #occasions(now: number): readonly Occasion[] {
    const { schedule, timeZone } = this.#deps;
    const first = addDays(dayOf(now, timeZone), -1);
    const days = Array.from({ length: 10 }, (_, index) => addDays(first, index));
    return days
      .filter((day) => schedule.days.includes(dayNames[weekdayOf(day)] ?? ''))
      .flatMap((day) => [
        ...this.#occasion('morning', day, schedule.morning),
        ...this.#occasion('evening', day, schedule.evening),
      ])
      .toSorted((a, b) => a.at - b.at);
  }

  #occasion(kind: Occasion['kind'], day: string, time: string | null): readonly Occasion[] {
    if (time === null) return [];
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    const at = atTime(day, this.#deps.timeZone, { hour, minute });
    return [{ key: `${kind} brief ${day}`, kind, day, at }];
  }
}
