import { AppError, RefusedError, SettingsError } from '../../shared/errors.ts';
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
  /** What was asked last; null after it could not be kept, so that it can be asked again. */
  #wanted: boolean | null;
  #kept: Promise<void> = Promise.resolve();

  constructor({ paused, fixedBy, persist }: PauseOptions) {
    this.gate = new Gate(!paused);
    this.fixedBy = fixedBy;
    this.#persist = persist;
    this.#wanted = paused;
  }

  get paused(): boolean {
    return !this.gate.isOpen;
  }

  /** Throws RefusedError where a variable fixes it. Requests take effect in the order they come. */
  async set(paused: boolean): Promise<void> {
    if (this.fixedBy !== null) {
      throw new RefusedError(
        'PAUSE_FIXED',
        `The variable ${this.fixedBy} fixes whether Adjutant is paused.`,
        'Start it without that variable to change this here.',
      );
    }
    if (paused !== this.#wanted) {
      this.#wanted = paused;
      // A pause holds at once and is then kept; a resume is kept first, so that a crash between leaves it paused.
      if (paused) this.#hold();
      const before = this.#kept.catch(() => {
        // Told to whoever asked for it.
      });
      this.#kept = before.then(() => this.#keep(paused));
    }
    await this.#kept;
  }

  async #keep(paused: boolean): Promise<void> {
    try {
      await this.#persist(paused);
    } catch (cause) {
      const stillWanted = this.#wanted === paused;
      if (stillWanted) this.#wanted = null;
      if (!paused && stillWanted) this.#release();
      throw notKept(paused, cause);
    }
    // A pause that was asked for meanwhile holds already.
    if (!paused && this.#wanted !== true) this.#release();
  }

  #release(): void {
    this.gate.open();
    this.changed.emit(false);
  }

  #hold(): void {
    if (this.paused) return;
    this.gate.shut();
    this.changed.emit(true);
  }
}

/** The owner's wish holds all the same; only the next start does not know of it. */
function notKept(paused: boolean, cause: unknown): Error {
  if (!(cause instanceof AppError))
    return cause instanceof Error ? cause : new Error(String(cause));
  const what = paused ? 'Paused' : 'Resumed';
  return new SettingsError(cause.code, `${what} for this run only. ${cause.message}`, cause.remedy);
}
