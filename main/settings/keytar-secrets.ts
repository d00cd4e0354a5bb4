import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { formerPlaces, placeOf } from './home-places.ts';
import { KeychainQueue } from './keychain-queue.ts';
import type { KeytarApi, LoadKeytar } from './keytar-api.ts';
import type { SecretStore } from './ports.ts';
import { secretNames } from './ports.ts';
import { checkSecretName, cleanSecretValue, isFixedName, isSecretName } from './secret-names.ts';

export type KeytarSecretsOptions = {
  readonly home: string;
  readonly clock: Clock;
  readonly load: LoadKeytar;
  /** How long one request may take. */
  readonly limitMs?: number;
  readonly platform?: NodeJS.Platform;
};

const service = 'Adjutant';
/** An entry written and deleted to see whether the keychain is open. */
const check = 'check';
/** An entry with the names that are not fixed (of servers, calendars, models), because names are otherwise not to be had safely. It was for MCP servers alone once. */
const index = 'mcp-names';
/** How long the keychain counts as open after it was seen to be. */
const openMs = 10_000;

/** Secrets in the keychain of the operating system: service `Adjutant`, account `<name>@<hash of the home>`. */
export class KeytarSecrets implements SecretStore {
  readonly #queue: KeychainQueue;
  readonly #clock: Clock;
  readonly #suffix: string;
  /** Of the places where this home was before it was moved. */
  readonly #formerSuffixes: readonly string[];
  readonly #hidesLocked: boolean;
  #seenOpenAt: number | null = null;

  constructor(options: KeytarSecretsOptions) {
    const { home, clock, load, limitMs = 5000, platform = process.platform } = options;
    this.#queue = new KeychainQueue({ load, clock, limitMs, platform });
    this.#clock = clock;
    this.#suffix = hashOf(placeOf(home));
    this.#formerSuffixes = formerPlaces(home).map(hashOf);
    // libsecret answers for a locked entry as for one that is not there; the others raise an error.
    this.#hidesLocked = platform === 'linux';
  }

  /** `listener` is called when a keychain that had not answered in time has answered after all. */
  onFreed(listener: () => void): void {
    this.#queue.onFreed(listener);
  }

  /** Resolves when the keychain is there and open; throws AuthError otherwise. May make the system ask to unlock it. */
  probe(): Promise<void> {
    this.#seenOpenAt = null;
    return this.#queue.run(async (api) => {
      if (this.#hidesLocked) await this.#checkOpen(api);
      else await api.getPassword(service, this.#account(check));
    });
  }

  async get(name: string): Promise<string | null> {
    checkSecretName(name);
    return this.#queue.run((api) => this.#read(api, name));
  }

  async set(name: string, value: string): Promise<void> {
    checkSecretName(name);
    const clean = cleanSecretValue(name, value);
    await this.#queue.run(
      async (api) => {
        // First the index: a name too many in it is harmless, a secret that no list shows is not.
        await this.#changeIndex(api, name, (names) => names.add(name));
        await api.setPassword(service, this.#account(name), clean);
        if (await this.#isKept(api, name, clean)) await this.#deleteFormer(api, name);
      },
      { abandon: true },
    );
  }

  async delete(name: string): Promise<boolean> {
    checkSecretName(name);
    return this.#queue.run(
      async (api) => {
        const isFormer = await this.#deleteFormer(api, name);
        const wasThere = (await api.deletePassword(service, this.#account(name))) || isFormer;
        // That it was open a moment ago is not enough to say that something is gone.
        this.#seenOpenAt = null;
        if (!wasThere) await this.#checkOpen(api);
        await this.#changeIndex(api, name, (names) => names.delete(name));
        return wasThere;
      },
      { abandon: true },
    );
  }

  async list(): Promise<readonly string[]> {
    return this.#queue.run(async (api) => {
      const found: string[] = [];
      for (const name of [...secretNames, ...(await this.#readIndex(api))]) {
        if ((await this.#read(api, name)) !== null) found.push(name);
      }
      return found.toSorted();
    });
  }

  async #read(api: KeytarApi, name: string): Promise<string | null> {
    const value = await api.getPassword(service, this.#account(name));
    if (value !== null) return value;
    await this.#checkOpen(api);
    return this.#moveHere(api, name);
  }

  /** What is kept under a former place of this home; from now on it is kept under this one. Null for nothing. */
  async #moveHere(api: KeytarApi, name: string): Promise<string | null> {
    for (const suffix of this.#formerSuffixes) {
      const value = await api.getPassword(service, `${name}@${suffix}`);
      if (value === null) continue;
      // First the new one: at no time is there none.
      await api.setPassword(service, this.#account(name), value);
      if (await this.#isKept(api, name, value)) {
        await api.deletePassword(service, `${name}@${suffix}`);
      }
      return value;
    }
    return null;
  }

  /** Some keychains take what they then do not have. Asked only where an older entry is to be deleted. */
  async #isKept(api: KeytarApi, name: string, value: string): Promise<boolean> {
    if (this.#formerSuffixes.length === 0) return false;
    return (await api.getPassword(service, this.#account(name))) === value;
  }

  /** True when there was one. A deleted secret must not come back from where the home was. */
  async #deleteFormer(api: KeytarApi, name: string): Promise<boolean> {
    let wasThere = false;
    for (const suffix of this.#formerSuffixes) {
      wasThere = (await api.deletePassword(service, `${name}@${suffix}`)) || wasThere;
    }
    return wasThere;
  }

  /** Only writing tells a locked keychain from an empty one. */
  async #checkOpen(api: KeytarApi): Promise<void> {
    const now = this.#clock.now();
    const seen = this.#seenOpenAt;
    if (!this.#hidesLocked || (seen !== null && now >= seen && now - seen < openMs)) return;
    await api.setPassword(service, this.#account(check), 'open');
    await api.deletePassword(service, this.#account(check));
    this.#seenOpenAt = now;
  }

  async #readIndex(api: KeytarApi): Promise<Set<string>> {
    const text = await this.#read(api, index);
    return new Set((text ?? '').split('\n').filter(isSecretName));
  }

  async #changeIndex(
    api: KeytarApi,
    name: string,
    change: (names: Set<string>) => unknown,
  ): Promise<void> {
    if (isFixedName(name)) return;
    const names = await this.#readIndex(api);
    const before = names.size;
    change(names);
    if (names.size === before) return;
    const account = this.#account(index);
    if (names.size === 0) await api.deletePassword(service, account);
    else await api.setPassword(service, account, [...names].toSorted().join('\n'));
  }

  #account(name: string): string {
    return `${name}@${this.#suffix}`;
  }
}

/** Short and the same for every spelling of one folder, so that a link to a home is that home. */
function hashOf(place: string): string {
  return createHash('sha256').update(place).digest('hex').slice(0, 12);
}
