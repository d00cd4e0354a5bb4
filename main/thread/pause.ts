import { RefusedError } from '../../shared/errors.ts';
import { Emitter } from '../base/emitter.ts';
import { Gate } from '../base/gate.ts';

export type PauseOptions = {
  readonly paused: boolean;
  /** The variable that fixes it, or null. */
  readonly fixedBy: string | null;
  /** Keeps the choice over restarts. */
  readonly persist: (paused: boolean) => Promise<void>;
};

/** Paused: everything is received and kept, and nothing is answered. */
export class PauseSwitch {
  readonly gate: Gate;
  readonly changed = new Emitter<boolean>();
  readonly fixedBy: string | null;
  readonly #persist: (paused: boolean) => Promise<void>;

  constructor({ paused, fixedBy, persist }: PauseOptions) {
    this.gate = new Gate(!paused);
    this.fixedBy = fixedBy;
    this.#persist = persist;
  }

  get paused(): boolean {
    return !this.gate.isOpen;
  }

  /** Throws RefusedError where a variable fixes it. */
  async set(paused: boolean): Promise<void> {
    if (this.fixedBy !== null) {
      throw new RefusedError(
        'PAUSE_FIXED',
        `The variable ${this.fixedBy} fixes whether Adjutant is paused.`,
        'Start it without that variable to change this here.',
      );
    }
    if (paused === this.paused) return;
    // A pause holds at once and is then kept; a resume is kept first, so that a crash between leaves it paused.
    if (paused) this.gate.shut();
    await this.#persist(paused);
    if (!paused) this.gate.open();
    this.changed.emit(paused);
  }
}
