import { RefusedError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import { dayOfWall, toInstant, toWall } from '../base/wall-time.ts';

export type CallsOfDayDeps = {
  /** Calls out a day, by whoever asks for them. */
  readonly most: number;
  /** IANA name: the day begins at its midnight. */
  readonly timeZone: string;
  /** How many calls out were begun at that instant (epoch ms) or later, also by earlier runs. */
  readonly countSince: (since: number) => Promise<number>;
  readonly clock: Clock;
};

/** How many calls go out in a day: whatever asks for one, no mistake rings through the night. */
export class CallsOfDay {
  readonly #deps: CallsOfDayDeps;
  /** Let through, and not counted as begun yet. */
  #underWay = 0;

  constructor(deps: CallsOfDayDeps) {
    this.#deps = deps;
  }

  /** Lets one call more through; its dialling is over when the returned function is called. Throws RefusedError. */
  async take(): Promise<() => void> {
    const { most, countSince } = this.#deps;
    this.#underWay += 1;
    try {
      if ((await countSince(this.#midnight())) + this.#underWay > most) throw dayFull(most);
    } catch (error) {
      this.#underWay -= 1;
      throw error;
    }
    return () => {
      this.#underWay -= 1;
    };
  }

  #midnight(): number {
    const { clock, timeZone } = this.#deps;
    return toInstant(dayOfWall(toWall(clock.now(), timeZone)), timeZone);
  }
}

function dayFull(most: number): RefusedError {
  return new RefusedError(
    'CALLS_DAY_FULL',
    `As many calls went out today as are allowed a day: ${most}.`,
    'It begins anew at midnight; or raise phone.maxCallsOutPerDay.',
  );
}
