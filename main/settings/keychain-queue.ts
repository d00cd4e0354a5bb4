import type { Clock } from '../base/clock.ts';
import type { KeytarApi, LoadKeytar } from './keytar-api.ts';
import { keychainError, keychainLocked } from './keychain-errors.ts';

export type KeychainQueueOptions = {
  readonly load: LoadKeytar;
  readonly clock: Clock;
  readonly limitMs: number;
  readonly platform: NodeJS.Platform;
};

/**
 * One request to the keychain at a time, each answered within the limit. While one hangs, perhaps because its owner is
 * being asked for a password, the others are refused at once: every waiting one would hold a thread and a dialog.
 */
export class KeychainQueue {
  readonly #options: KeychainQueueOptions;
  #last: Promise<void> = Promise.resolve();
  #api: KeytarApi | null = null;
  #hangs = false;
  #onFreed: () => void = () => {};

  constructor(options: KeychainQueueOptions) {
    this.#options = options;
  }

  /** `listener` is called when a request that had hung has come back after all. */
  onFreed(listener: () => void): void {
    this.#onFreed = listener;
  }

  /**
   * Throws AuthError KEYCHAIN_LOCKED or KEYCHAIN_MISSING. With `abandon`, what did not end in time is given up, so that
   * it cannot take effect after its caller was told otherwise.
   */
  run<T>(
    request: (api: KeytarApi) => Promise<T>,
    { abandon = false }: { readonly abandon?: boolean } = {},
  ): Promise<T> {
    if (this.#hangs) return Promise.reject(keychainLocked());
    return new Promise((resolve, reject) => {
      let state: 'waiting' | 'running' | 'over' = 'waiting';
      const cancel = this.#options.clock.schedule(this.#options.limitMs, () => {
        this.#hangs ||= state === 'running';
        if (state === 'running' && abandon) this.#api?.abandon?.();
        state = 'over';
        reject(keychainLocked());
      });
      this.#last = this.#last.then(async () => {
        if (state === 'over') return;
        state = 'running';
        await this.#perform(request).then(resolve, reject);
        cancel();
        this.#free();
      });
    });
  }

  async #perform<T>(request: (api: KeytarApi) => Promise<T>): Promise<T> {
    try {
      this.#api ??= await this.#options.load();
      return await request(this.#api);
    } catch (error) {
      throw keychainError(error, this.#options.platform);
    }
  }

  #free(): void {
    if (!this.#hangs) return;
    this.#hangs = false;
    this.#onFreed();
  }
}
