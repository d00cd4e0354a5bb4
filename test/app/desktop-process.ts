import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ElectronRecord } from '../fakes/electron/control.ts';
import { compileCache } from './environment.ts';

type Waiter = {
  readonly matches: (record: ElectronRecord) => boolean;
  resolve(data: unknown): void;
};
type Answer = { readonly id: number; readonly value?: unknown; readonly error?: string };

/** The Electron entry of the built app; `ensureBuilt` makes it. */
export const desktopScript = fileURLToPath(new URL('../../out/main/desktop.js', import.meta.url));
const register = fileURLToPath(new URL('../fakes/electron/register.ts', import.meta.url));

/** Longer than anything takes, and shorter than a test may, so that it is said what was awaited. */
const waitMs = 40_000;

/** The built desktop app in a process of its own, on the double instead of Electron. */
export class DesktopProcess {
  readonly records: ElectronRecord[] = [];
  /** Resolves with the exit code, null after a signal. */
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #waiters = new Set<Waiter>();
  #output = '';
  #errors = '';
  #commands = 0;

  constructor(script: string, args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, ['--import', register, script, ...args], {
      env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: compileCache, ...env },
      // Another user, where we are root.
      ...(env['DOUBLE_UID'] && { uid: Number(env['DOUBLE_UID']) }),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child.stdout?.on('data', (part: Buffer) => (this.#output += part.toString()));
    this.#child.stderr?.on('data', (part: Buffer) => (this.#errors += part.toString()));
    this.#child.on('message', (message) => this.#take(message as ElectronRecord));
    this.exited = once(this.#child, 'close').then(([code]) => code as number | null);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get output(): string {
    return this.#output;
  }

  get errors(): string {
    return this.#errors;
  }

  /**
   * The data of the first record of that name, from the past or as it comes. Rejects when the process ends first, and
   * after `waitMs`, with what was awaited and what there was of it.
   */
  async until(what: string, matches: (data: unknown) => boolean = () => true): Promise<unknown> {
    const fits = (record: ElectronRecord): boolean => record.what === what && matches(record.data);
    const found = this.records.find(fits);
    return found ? found.data : this.#come(what, fits);
  }

  /** The data of the next record of that name. */
  next(what: string): Promise<unknown> {
    return this.#come(what, (record) => record.what === what);
  }

  /** The exit code, null after a signal. Rejects after `waitMs`, with what the app said. */
  ended(): Promise<number | null> {
    return this.#within('the end', this.exited);
  }

  #come(what: string, matches: Waiter['matches']): Promise<unknown> {
    const ended = this.exited.then((code) => {
      throw new Error(`ended with ${code} before "${what}"\n${this.#errors}`);
    });
    const came = new Promise((resolve) => this.#waiters.add({ matches, resolve }));
    return this.#within(what, Promise.race([came, ended]));
  }

  async #within<T>(what: string, awaited: Promise<T>): Promise<T> {
    const limit = new AbortController();
    const late = setTimeout(waitMs, null, { signal: limit.signal }).then(() => {
      const last = JSON.stringify(this.all(what).at(-1));
      throw new Error(`"${what}" did not come; the last of them: ${last}\n${this.#errors}`);
    });
    // Left alone once another has won.
    late.catch(() => {});
    return Promise.race([awaited, late]).finally(() => limit.abort());
  }

  /** Makes something happen and resolves with what the double says of it. */
  async do(name: string, ...args: readonly unknown[]): Promise<unknown> {
    const id = (this.#commands += 1);
    this.#child.send({ id, name, args });
    const answers = ({ what, data }: ElectronRecord): boolean =>
      what === 'answer' && (data as Answer).id === id;
    const answer = (await this.#come(
      `answer to ${name} ${JSON.stringify(args)}`,
      answers,
    )) as Answer;
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  }

  /** What was recorded under a name, oldest first. */
  all(what: string): readonly unknown[] {
    return this.records.filter((record) => record.what === what).map(({ data }) => data);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #take(record: ElectronRecord): void {
    this.records.push(record);
    for (const waiter of this.#waiters) {
      if (!waiter.matches(record)) continue;
      this.#waiters.delete(waiter);
      waiter.resolve(record.data);
    }
  }
}
