import { sameKeys } from '../../shared/accelerator.ts';
import { keySettings } from '../../shared/desktop-settings.ts';
import type { DesktopSettings } from '../../shared/desktop-settings.ts';
import { RefusedError } from '../../shared/errors.ts';
import type { AppHost } from './host.ts';

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
    this.#take({ ...this.#current, [key]: value });
    try {
      await write();
    } catch (error) {
      this.#take({ ...this.#current, [key]: former });
      throw error;
    }
  }

  #take(next: DesktopSettings): void {
    this.#refuseTwice(next);
    this.#host?.change(next);
    this.#current = next;
  }

  #refuseTwice(next: DesktopSettings): void {
    const keys = Object.values(keySettings).flatMap((setting) => next[setting] ?? []);
    const [twice] = keys.filter((key, index) =>
      keys.slice(index + 1).some((other) => sameKeys(key, other, this.#onMac)),
    );
    if (twice === undefined) return;
    throw new RefusedError(
      'SHORTCUT_TWICE',
      `${twice} is already one of the keys here.`,
      'Choose another, or take it from the other one first.',
    );
  }
}
