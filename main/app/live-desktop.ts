import { sameKeys } from '../../shared/accelerator.ts';
import { keySettings } from '../../shared/desktop-settings.ts';
import type { DesktopSettings } from '../../shared/desktop-settings.ts';
import { RefusedError } from '../../shared/errors.ts';
import type { AppHost } from './host.ts';

type Shortcut = (typeof keySettings)[keyof typeof keySettings];

/** Settings of the desktop app, which hold at once; the host may refuse one, and then the former stands. */
export class LiveDesktop {
  readonly #host: AppHost['desktop'];
  readonly #onMac: boolean;
  #current: DesktopSettings;

  constructor(settings: DesktopSettings, host: Pick<AppHost, 'desktop'>, platform: string) {
    this.#current = settings;
    this.#host = host.desktop;
    this.#onMac = platform === 'darwin';
  }

  get current(): DesktopSettings {
    return this.#current;
  }

  /** Takes a checked value and has it kept by `write`. Throws RefusedError where it cannot be had. */
  async put(key: keyof DesktopSettings, value: unknown, write: () => Promise<void>): Promise<void> {
    const former = this.#current[key];
    const next = { ...this.#current, [key]: value };
    const shortcut = Object.values(keySettings).find((setting) => setting === key);
    if (shortcut !== undefined) this.#refuseTwice(shortcut, next);
    this.#take(next);
    try {
      await write();
    } catch (error) {
      this.#take({ ...this.#current, [key]: former });
      throw error;
    }
  }

  #take(next: DesktopSettings): void {
    this.#host?.change(next);
    this.#current = next;
  }

  /** Two others that are the same, as variables and the file can have them, are no reason to refuse this one. */
  #refuseTwice(changed: Shortcut, next: DesktopSettings): void {
    const key = next[changed];
    if (key === null) return;
    const isTwice = Object.values(keySettings).some((setting) => {
      const other = next[setting];
      return setting !== changed && other !== null && sameKeys(key, other, this.#onMac);
    });
    if (!isTwice) return;
    throw new RefusedError(
      'SHORTCUT_TWICE',
      `${key} is already one of the keys here.`,
      'Choose another, or take it from the other one first.',
    );
  }
}
