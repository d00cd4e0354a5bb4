import type { DoctorItem, DoctorView, Hop, Verdict } from '../../../shared/doctor.ts';
import { hops as allHops } from '../../../shared/doctor.ts';
import { isAbort, toErrorEnvelope } from '../../../shared/errors.ts';
import type { Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/emitter.ts';
import type { LoadedSettings } from '../../settings/load-settings.ts';
import type { Doctor } from '../doctor/running.ts';

export type DoctorWatchParts = {
  readonly doctor: Doctor;
  /** Settings as the next start will read them. */
  readonly load: () => Promise<LoadedSettings>;
  readonly clock: Clock;
};

/** Runs of the doctor for the window, one at a time; each finding is told as soon as it is there. */
export class DoctorWatch {
  readonly changed = new Emitter<DoctorView>();
  readonly #parts: DoctorWatchParts;
  #view: DoctorView | null = null;
  #run: AbortController | null = null;

  constructor(parts: DoctorWatchParts) {
    this.#parts = parts;
  }

  get view(): DoctorView | null {
    return this.#view;
  }

  /** A run that is under way ends for it. `hops` null: all, of the running app. */
  start(hops: readonly Hop[] | null): void {
    this.close();
    const run = new AbortController();
    this.#run = run;
    const kept = (this.#view?.findings ?? []).filter(
      ({ hop }) => hops !== null && !hops.includes(hop),
    );
    this.#show({
      ...{ isRunning: true, hops: hops ?? allHops, waitingFor: null, problem: null },
      findings: kept,
    });
    void this.#follow(hops, run);
  }

  /** Idempotent. */
  close(): void {
    this.#run?.abort(new DOMException('over', 'AbortError'));
    this.#run = null;
  }

  async #follow(hops: readonly Hop[] | null, run: AbortController): Promise<void> {
    const { doctor, load } = this.#parts;
    const tell = (item: DoctorItem, verdict: Verdict = 'bad'): void => {
      if (this.#run === run) this.#take(item, verdict);
    };
    let problem: string | null = null;
    try {
      const wish = hops === null ? undefined : { hops, loaded: await load() };
      await doctor(tell, run.signal, wish);
    } catch (error) {
      if (isAbort(error)) return;
      const { message, remedy } = toErrorEnvelope(error);
      problem = `${message} ${remedy}`.trim();
    }
    if (this.#run !== run || this.#view === null) return;
    this.#run = null;
    this.#show({ ...this.#view, isRunning: false, waitingFor: null, problem });
  }

  #take(item: DoctorItem, verdict: Verdict): void {
    const view = this.#view;
    if (view === null) return;
    if ('waiting' in item) return this.#show({ ...view, waitingFor: item.hop });
    const { hop, detail, remedy } = item;
    const others = view.findings.filter((one) => one.hop !== hop);
    const found = { hop, verdict, detail, remedy, at: this.#parts.clock.now() };
    this.#show({ ...view, waitingFor: null, findings: [...others, found] });
  }

  #show(view: DoctorView): void {
    this.#view = view;
    this.changed.emit(view);
  }
}
