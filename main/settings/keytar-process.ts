import type { ChildProcessHandle, ChildProcessStarter } from '../base/child-process.ts';
import { mayHoldProxy } from '../base/proxy-variables.ts';
import type { Clock } from '../base/clock.ts';
import { keychainProcessEnded } from './keychain-errors.ts';
import type { KeytarApi } from './keytar-api.ts';
import type { KeytarReply, KeytarRequest } from './keytar-protocol.ts';
import { isKeytarReply } from './keytar-protocol.ts';
import { secretVariables } from './secret-names.ts';
import type { Environment } from './settings-from-environment.ts';

export type KeytarProcessOptions = {
  readonly starter: ChildProcessStarter;
  /** Path of the bundled `keytar-child`. */
  readonly script: string;
  /** What the keychain is found by (`DBUS_SESSION_BUS_ADDRESS`, `DISPLAY`, …); secrets are left out. */
  readonly env: Environment;
  readonly clock: Clock;
  /** How long the child stays for a next request; it costs some 40 MB. */
  readonly idleMs?: number;
};

type Pending = {
  readonly resolve: (value: KeytarReply['value']) => void;
  readonly reject: (error: Error) => void;
};

/** keytar in a child process of its own, started when it is needed and ended when it is idle. */
export class KeytarProcess implements KeytarApi {
  readonly #options: KeytarProcessOptions;
  readonly #pending = new Map<number, Pending>();
  #child: ChildProcessHandle | null = null;
  #cancelIdle: () => void = () => {};
  #lastId = 0;
  #closed = false;

  constructor(options: KeytarProcessOptions) {
    this.#options = options;
  }

  async getPassword(service: string, account: string): Promise<string | null> {
    const value = await this.#ask({ action: 'get', service, account, value: null });
    return typeof value === 'string' ? value : null;
  }

  async setPassword(service: string, account: string, password: string): Promise<void> {
    await this.#ask({ action: 'set', service, account, value: password });
  }

  async deletePassword(service: string, account: string): Promise<boolean> {
    return (await this.#ask({ action: 'delete', service, account, value: null })) === true;
  }

  abandon(): void {
    this.#drop('the keychain was given up');
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#drop('closed');
  }

  #ask(request: Omit<KeytarRequest, 'id'>): Promise<KeytarReply['value']> {
    if (this.#closed) return Promise.reject(new Error('closed'));
    this.#cancelIdle();
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#child ??= this.#start();
      this.#child.send({ ...request, id });
    });
  }

  #start(): ChildProcessHandle {
    const { starter, script, env } = this.#options;
    const child = starter.start(script, { name: 'Adjutant keychain', env: childEnvironment(env) });
    child.onMessage((message) => {
      if (child === this.#child && isKeytarReply(message)) this.#take(message);
    });
    child.onExit(() => {
      if (child === this.#child) this.#drop(keychainProcessEnded);
    });
    return child;
  }

  #take({ id, value, error }: KeytarReply): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === null) pending?.resolve(value);
    else pending?.reject(Object.assign(new Error(error.message), { code: error.code }));
    if (this.#pending.size > 0) return;
    const idleMs = this.#options.idleMs ?? 1500;
    this.#cancelIdle = this.#options.clock.schedule(idleMs, () => this.#drop('idle'));
  }

  #drop(reason: string): void {
    this.#cancelIdle();
    const child = this.#child;
    this.#child = null;
    child?.kill();
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of waiting) reject(new Error(reason));
  }
}

function childEnvironment(env: Environment): Readonly<Record<string, string>> {
  const entries = Object.entries(env).filter(
    // A proxy may stand there with its password, and a keychain is asked without one.
    ([name]) => !Object.hasOwn(secretVariables, name) && !mayHoldProxy(name),
  );
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
