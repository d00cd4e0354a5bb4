import type { GlobalShortcut } from 'electron';
import { sameKeys } from '../../shared/accelerator.ts';
import type { KeyName } from '../../shared/desktop-settings.ts';
import type { DesktopView, KeyState } from '../../shared/desktop-view.ts';
import { RefusedError } from '../../shared/errors.ts';
import { Emitter } from '../base/emitter.ts';
import { errorFields } from '../base/log.ts';
import type { Logger } from '../base/log.ts';

/** An Electron accelerator for each key; null where the owner wants none. */
export type Accelerators = Readonly<Record<KeyName, string | null>>;

export type GlobalKeysOptions = {
  readonly globalShortcut: Pick<GlobalShortcut, 'register' | 'unregister'>;
  readonly actions: Readonly<Record<KeyName, () => void>>;
  readonly onMac: boolean;
  readonly log: Logger;
};

const names = ['toggle', 'talk', 'pause'] as const satisfies readonly KeyName[];
type Kept = { readonly accelerator: string | null; readonly state: KeyState };
const none: Kept = { accelerator: null, state: 'none' };

/** The keys that work in every program. */
export class GlobalKeys {
  /** A key stands otherwise than before. */
  readonly changed = new Emitter<null>();
  readonly #options: GlobalKeysOptions;
  #kept: Record<KeyName, Kept> = { toggle: none, talk: none, pause: none };

  constructor(options: GlobalKeysOptions) {
    this.#options = options;
  }

  get states(): DesktopView['keys'] {
    const { toggle, talk, pause } = this.#kept;
    return { toggle: toggle.state, talk: talk.state, pause: pause.state };
  }

  /** Those that are wanted and cannot be had. */
  get refused(): readonly string[] {
    return names.flatMap((name) => {
      const { accelerator, state } = this.#kept[name];
      return state === 'refused' && accelerator !== null ? [accelerator] : [];
    });
  }

  /** At the start a refusal is a fact to show, not a failure. */
  open(wanted: Accelerators): void {
    for (const name of names) this.#kept[name] = this.#take(name, wanted[name]);
    this.changed.emit(null);
  }

  /** All or none: throws RefusedError when the system refuses one, and the former ones stand. */
  change(wanted: Accelerators): void {
    const others = names.filter((name) => wanted[name] !== this.#kept[name].accelerator);
    if (others.length === 0) return;
    const former = { ...this.#kept };
    // First all go, so that two can change places.
    for (const name of others) this.#release(name);
    for (const name of others) this.#kept[name] = this.#take(name, wanted[name]);
    const refused = others.find((name) => this.#kept[name].state === 'refused');
    if (refused !== undefined) {
      for (const name of others) this.#release(name);
      for (const name of others) this.#restore(name, former[name]);
    } else {
      this.#takeWhatIsFree(others, wanted);
    }
    this.changed.emit(null);
    if (refused !== undefined) throw taken(wanted[refused] ?? '');
  }

  /** Idempotent. */
  close(): void {
    for (const name of names) this.#release(name);
  }

  #take(name: KeyName, accelerator: string | null): Kept {
    if (accelerator === null) return none;
    if (this.#isTwice(name, accelerator)) return { accelerator, state: 'twice' };
    return { accelerator, state: this.#register(name, accelerator) ? 'unseen' : 'refused' };
  }

  /** What another key here, or another program, stood in the way of may be had by now. */
  #takeWhatIsFree(moved: readonly KeyName[], wanted: Accelerators): void {
    for (const name of names) {
      const { state } = this.#kept[name];
      const isStuck = state === 'twice' || state === 'refused';
      if (isStuck && !moved.includes(name)) this.#kept[name] = this.#take(name, wanted[name]);
    }
  }

  /** What worked before is known to work. */
  #restore(name: KeyName, former: Kept): void {
    const now = this.#take(name, former.accelerator);
    this.#kept[name] = now.state === 'unseen' && former.state === 'works' ? former : now;
  }

  #release(name: KeyName): void {
    const { accelerator, state } = this.#kept[name];
    this.#kept[name] = none;
    if (accelerator === null || (state !== 'unseen' && state !== 'works')) return;
    this.#options.globalShortcut.unregister(accelerator);
  }

  #isTwice(name: KeyName, accelerator: string): boolean {
    return names.some((other) => {
      const kept = this.#kept[other];
      if (other === name || kept.accelerator === null) return false;
      return sameKeys(kept.accelerator, accelerator, this.#options.onMac);
    });
  }

  #register(name: KeyName, accelerator: string): boolean {
    const { globalShortcut, log } = this.#options;
    try {
      const isTaken = globalShortcut.register(accelerator, () => this.#press(name));
      if (!isTaken) log.warn('shortcut refused by the system', { accelerator });
      return isTaken;
    } catch (error) {
      // Electron throws for a string that is no accelerator at all.
      log.warn('shortcut is not a key', { accelerator, ...errorFields(error) });
      return false;
    }
  }

  #press(name: KeyName): void {
    const kept = this.#kept[name];
    if (kept.state === 'unseen') {
      this.#kept[name] = { ...kept, state: 'works' };
      this.changed.emit(null);
    }
    this.#options.actions[name]();
  }
}

function taken(accelerator: string): RefusedError {
  return new RefusedError(
    'SHORTCUT_TAKEN',
    `The system refuses ${accelerator}: another program has it, or it is no key of this keyboard.`,
    'Choose another; the former one stands.',
  );
}
