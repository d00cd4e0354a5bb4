import type { Clock } from '../../base/clock.ts';
import type { CarbonVoiceFaults } from './faults.ts';

const endsAfterMs = 30_000;

/** Whether the right token counts, too: faults refuse it at once, or a while after they were switched on. */
export class TokenWatch {
  readonly #faults: CarbonVoiceFaults;
  readonly #clock: Clock;
  readonly #stopWatching: () => void;
  #endsAt: number | null = null;

  constructor(faults: CarbonVoiceFaults, clock: Clock) {
    this.#faults = faults;
    this.#clock = clock;
    this.#stopWatching = faults.onChange(() => {
      if (!faults.isOn('token-ends')) this.#endsAt = null;
      else this.#endsAt ??= clock.now() + endsAfterMs;
    });
  }

  get isRefused(): boolean {
    const isOver = this.#endsAt !== null && this.#clock.now() >= this.#endsAt;
    return isOver || this.#faults.isOn('wrong-token');
  }

  close(): void {
    this.#stopWatching();
  }
}
