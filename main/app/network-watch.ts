import type { NetworkInterfaceInfo } from 'node:os';
import type { Clock } from '../base/clock.ts';

export type NetworkWatchDeps = {
  /** As `os.networkInterfaces`. */
  readonly interfaces: () => Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;
  readonly clock: Clock;
};

const lookEveryMs = 5000;

/**
 * Looks now and then which addresses this machine has: no host tells of another network. Calls `onChange` when there are
 * others than at the last look, or some again; being without any is nothing to act on.
 */
export class NetworkWatch {
  readonly #deps: NetworkWatchDeps;
  readonly #onChange: () => void;
  #known: string;
  #cancel: () => void = () => {};

  constructor(deps: NetworkWatchDeps, onChange: () => void) {
    this.#deps = deps;
    this.#onChange = onChange;
    this.#known = this.#look();
    this.#arm();
  }

  /** Idempotent. */
  close(): void {
    this.#cancel();
  }

  #arm(): void {
    this.#cancel = this.#deps.clock.schedule(lookEveryMs, () => {
      this.#arm();
      const now = this.#look();
      if (now === this.#known) return;
      this.#known = now;
      if (now !== '') this.#onChange();
    });
  }

  #look(): string {
    const all = Object.values(this.#deps.interfaces()).flatMap((found) => found ?? []);
    const addresses = all.filter(isOutward).map(({ address }) => address);
    return addresses.toSorted().join(' ');
  }
}

/** Loopback leads nowhere, and every interface has an address of its own link, whatever it is connected to. */
function isOutward({ internal, address }: NetworkInterfaceInfo): boolean {
  return !internal && !/^(?:fe80:|169\.254\.)/iu.test(address);
}
