import type { KeytarApi } from '../../main/settings/keytar-api.ts';

/** A keychain in memory with the manners of libsecret: what is locked looks as if it were not there. */
export class FakeKeytar implements KeytarApi {
  /** `service/account` to value; shared by everyone who is given this keychain. */
  readonly entries = new Map<string, string>();
  readonly requests: string[] = [];
  abandoned = 0;
  locked = false;
  /** Raised by every request while it is set. */
  failure: Error | null = null;
  #waiting: ((go: boolean) => void)[] | null = null;

  /** From here on, no request is answered. */
  hang(): void {
    this.#waiting ??= [];
  }

  /** Answers what waits, and everything that comes later. */
  release(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const go of waiting) go(true);
  }

  async getPassword(service: string, account: string): Promise<string | null> {
    await this.#begin(`get ${account}`);
    return this.locked ? null : (this.entries.get(`${service}/${account}`) ?? null);
  }

  async setPassword(service: string, account: string, password: string): Promise<void> {
    await this.#begin(`set ${account}`);
    if (this.locked) throw new Error('Cannot create an item in a locked collection');
    this.entries.set(`${service}/${account}`, password);
  }

  async deletePassword(service: string, account: string): Promise<boolean> {
    await this.#begin(`delete ${account}`);
    return !this.locked && this.entries.delete(`${service}/${account}`);
  }

  abandon(): void {
    this.abandoned += 1;
    const waiting = this.#waiting ?? [];
    this.#waiting = this.#waiting && [];
    for (const go of waiting) go(false);
  }

  async #begin(request: string): Promise<void> {
    this.requests.push(request);
    const waiting = this.#waiting;
    if (waiting) {
      const goes = await new Promise<boolean>((resolve) => waiting.push(resolve));
      if (!goes) throw new Error('abandoned');
    }
    if (this.failure) throw this.failure;
  }
}
