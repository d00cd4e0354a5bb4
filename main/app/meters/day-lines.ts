import { systemLine } from '../../../shared/system-line.ts';
import { newId } from '../../base/ids.ts';
import type { MeterLedger } from '../../agent/meter-ports.ts';
import type { Emitter } from '../../base/emitter.ts';
import { UnderWay } from '../../base/under-way.ts';
import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import type { ThreadNews } from '../../thread/news.ts';

export type DayLineDeps = {
  readonly ledger: Pick<MeterLedger, 'tellMeter'>;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Tells the owner something in the thread, once a day for each kind. */
export class DayLines {
  readonly #deps: DayLineDeps;
  readonly #underWay = new UnderWay();
  /** What this run told or knows to be told, so that not every question asks the store. */
  readonly #known = new Set<string>();

  constructor(deps: DayLineDeps) {
    this.#deps = deps;
  }

  tell(day: string, kind: string, text: string): void {
    const key = `${day} ${kind}`;
    if (this.#known.has(key)) return;
    this.#known.add(key);
    const telling = this.#tell(day, kind, text).catch((error: unknown) => {
      this.#known.delete(key);
      this.#deps.log.error('a line of the day could not be kept', errorFields(error));
    });
    this.#underWay.add(telling);
  }

  /** Resolves when all that was told is kept. */
  idle(): Promise<void> {
    return this.#underWay.idle();
  }

  async #tell(day: string, kind: string, text: string): Promise<void> {
    const { ledger, news, clock } = this.#deps;
    const message = systemLine({ id: newId(), at: clock.now(), text });
    const told = await ledger.tellMeter({ day, kind, message });
    if (told) news.emit({ type: 'message-saved', message: told });
  }
}
