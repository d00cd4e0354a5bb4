import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NotRunningError } from '../../main/control/control-client.ts';
import { entries } from './built-app.ts';
import { runCli, runHere, toLines } from './cli.ts';
import type { CliOptions, CliResult } from './cli.ts';
import { cleanEnv } from './environment.ts';
import { look } from './look.ts';
import { until } from './until.ts';

/** The one line that a headless start prints when it is up. */
export type ReadyLine = {
  readonly event: 'ready';
  readonly pid: number;
  readonly ui: string;
  readonly ingress: {
    readonly local: string;
    readonly public: string | null;
    readonly carbonvoice: string;
    readonly voipbin: string;
  };
};

export type ExportLine = {
  readonly id: string;
  readonly at: string;
  readonly channel: string;
  readonly direction: 'in' | 'out';
  readonly principal: string;
  readonly author: string;
  readonly text: string;
  readonly heard: string | null;
  readonly conversationId: string | null;
  readonly replyTo: string | null;
  readonly callId: string | null;
  readonly turnId: string | null;
  readonly delivery: string;
  readonly attempts: number;
  readonly reason: string | null;
};

type Connection = { readonly status: string; readonly detail: string; readonly remedy: string };
export type Status = {
  readonly version: string;
  readonly uptimeMs: number;
  readonly paused: boolean;
  readonly connections: Readonly<
    Record<'carbonvoice' | 'voipbin' | 'tunnel' | 'llm' | 'keychain' | 'mcp', Connection>
  >;
  readonly tunnel: {
    readonly url: string | null;
    readonly requests: {
      readonly month: string;
      readonly count: number;
      readonly plan: number | null;
    };
  };
  readonly calls: readonly unknown[];
  readonly inbox: { readonly pending: number; readonly failed: number };
  readonly outbox: { readonly pending: number; readonly failed: number; readonly unknown: number };
  readonly settingsProblems: readonly {
    readonly path: string;
    readonly source: string;
    readonly message: string;
  }[];
};

export type StartOptions = {
  readonly home: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Another user than ours, where we are root. */
  readonly uid?: number;
  /** A module that is loaded before the app, also into its threads. */
  readonly preload?: string;
};

/** A folder for one test's home, removed at its end. */
export async function temporaryHome(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'adjutant-app-'));
  const remove = () => rm(path, { recursive: true, force: true, maxRetries: 5 });
  return { path, [Symbol.asyncDispose]: remove };
}

/** On a machine that does much else; a test has a limit of its own. */
const startLimitMs = 60_000;

/** What is promised is 5 s; what hangs takes for ever, and a machine that does much else takes its time. */
export const stopLimitMs = 25_000;

/** A headless start, up or not. Disposing kills it when it still runs. */
export class Instance {
  readonly home: string;
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  out = '';
  err = '';
  readonly #child: ChildProcess;
  #ready: ReadyLine | null = null;
  #isOver = false;

  constructor({ home, args = [], env = {}, uid, preload }: StartOptions) {
    this.home = home;
    const before = preload === undefined ? [] : ['--import', preload];
    const fixed = [entries.headless, '--headless', '--home', home, '--no-open', '--port', '0'];
    const child = spawn(process.execPath, [...before, ...fixed, ...args], {
      env: cleanEnv(env),
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.err += text));
    this.exited = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        this.#isOver = true;
        resolve({ code, signal });
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get ready(): ReadyLine {
    if (!this.#ready) throw new Error('not up yet');
    return this.#ready;
  }

  get webhookUrl(): string {
    return this.ready.ingress.local + this.ready.ingress.carbonvoice;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Closes our end of its standard error, as a terminal does that goes away. */
  closeStandardError(): void {
    this.#child.stderr?.destroy();
  }

  async whenUp(limitMs = startLimitMs): Promise<this> {
    await until('the ready line', () => this.out.includes('\n') || this.#isOver, limitMs);
    if (!this.out.includes('"ready"')) throw new Error(`it did not start: ${this.out}${this.err}`);
    this.#ready = JSON.parse(this.out) as ReadyLine;
    return this;
  }

  /** As `kill -9`; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** A command that only asks a running instance takes no process; one that does the work itself does. */
  cli(args: readonly string[], options?: CliOptions): Promise<CliResult> {
    const isLocal = args[0] === 'backup' || args[0] === 'restore';
    if (this.#isOver || isLocal) return this.cliProcess(args, options);
    return runHere([...args, '--home', this.home, '--json'], options);
  }

  /** As people run it. */
  cliProcess(args: readonly string[], options?: CliOptions): Promise<CliResult> {
    return runCli([...args, '--home', this.home, '--json'], options);
  }

  /** What a command that only reads prints; where nothing runs, the command itself answers. */
  async look(...args: readonly string[]): Promise<string> {
    try {
      return await look(await realpath(this.home), args);
    } catch (error) {
      if (!(error instanceof NotRunningError)) throw error;
    }
    const { out, err } = await this.cli(args);
    if (out === '' && err !== '') throw new Error(`${args.join(' ')}: ${err}`);
    return out;
  }

  async status(): Promise<Status> {
    return JSON.parse(await this.look('status')) as Status;
  }

  async thread(...more: readonly string[]): Promise<ExportLine[]> {
    return toLines<ExportLine>(await this.look('export', ...more));
  }

  /** Waits until Carbon Voice stands as told. */
  async untilCarbonVoice(status: string): Promise<Status> {
    return until(`carbonvoice ${status}`, async () => {
      const now = await this.status();
      return now.connections.carbonvoice.status === status && now;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOver) await this.kill();
  }
}

/** Starts and waits for the ready line. */
export async function startInstance(options: StartOptions): Promise<Instance> {
  const instance = new Instance(options);
  try {
    return await instance.whenUp();
  } catch (error) {
    await instance[Symbol.asyncDispose]();
    throw error;
  }
}
