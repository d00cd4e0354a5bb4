import { RefusedError } from '../../shared/errors.ts';
import { Emitter } from '../base/emitter.ts';

export type AllowListOptions = {
  readonly allowed: readonly string[];
  /** The variable that fixes it, or null. */
  readonly fixedBy: string | null;
  /** Keeps the list over restarts. Throws SettingsError. */
  readonly persist: (allowed: readonly string[]) => Promise<void>;
};

/** Who may write in addition to the owner. A change holds at once, and is kept. */
export class AllowList {
  readonly changed = new Emitter<readonly string[]>();
  readonly #fixedBy: string | null;
  readonly #persist: AllowListOptions['persist'];
  #allowed: readonly string[];
  #last: Promise<unknown> = Promise.resolve();

  constructor({ allowed, fixedBy, persist }: AllowListOptions) {
    this.#allowed = allowed;
    this.#fixedBy = fixedBy;
    this.#persist = persist;
  }

  get allowed(): readonly string[] {
    return this.#allowed;
  }

  /** False when they were allowed before. Throws RefusedError where a variable fixes the list, else SettingsError. */
  allow(senderId: string): Promise<boolean> {
    return this.#change((allowed) =>
      allowed.includes(senderId) ? allowed : [...allowed, senderId],
    );
  }

  /** False when they were not allowed. */
  disallow(senderId: string): Promise<boolean> {
    return this.#change((allowed) =>
      allowed.includes(senderId) ? allowed.filter((id) => id !== senderId) : allowed,
    );
  }

  /** All of them at once. Gives those who were allowed before, by ids of senders; throws like `allow`. */
  async replace(allowed: readonly string[]): Promise<readonly string[]> {
    let before: readonly string[] = [];
    await this.#change((was) => {
      before = was;
      return allowed;
    });
    return before;
  }

  /** One change after the other, so that none undoes another. */
  #change(changed: (allowed: readonly string[]) => readonly string[]): Promise<boolean> {
    const change = this.#last.then(() => this.#take(changed(this.#allowed)));
    this.#last = change.catch(() => {
      // Told to whoever asked for it.
    });
    return change;
  }

  async #take(allowed: readonly string[]): Promise<boolean> {
    if (allowed === this.#allowed) return false;
    if (this.#fixedBy !== null) {
      throw new RefusedError(
        'ALLOW_FIXED',
        `The variable ${this.#fixedBy} fixes who may write.`,
        'Change it there, or start Adjutant without that variable.',
      );
    }
    // Kept first: who is allowed now is allowed after a crash as well.
    await this.#persist(allowed);
    this.#allowed = allowed;
    this.changed.emit(allowed);
    return true;
  }
}
