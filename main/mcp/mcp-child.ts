import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { systemClock } from '../base/clock.ts';
import { openParentPort } from '../base/parent-port.ts';
import { processIsAlive, watchParent } from '../base/parent-watch.ts';
import { toChildSchema } from './child-messages.ts';
import type { FromChild, ToChild } from './child-messages.ts';
import { endTree } from './end-tree.ts';
import { ServerOutput } from './server-output.ts';

/** Between the end of its input and being asked to end, and from there to being made to. */
const goodbyeMs = 400;
const ordersMs = 10_000;
const parentCheckMs = 400;
const saidChars = 1000;

type Open = Extract<ToChild, { type: 'open' }>;
type Server = ChildProcessByStdio<Writable, Readable, Readable>;

/**
 * Runs one MCP server for the app: any program, which knows nothing of us. This process watches the app in its stead and
 * ends the program, with all that it has started, whatever becomes of the app.
 */
class ServerRun {
  readonly #tell: (message: FromChild) => void;
  readonly #output = new ServerOutput();
  #server: Server | null = null;
  #said = '';

  constructor(tell: (message: FromChild) => void) {
    this.#tell = tell;
  }

  open({ command, args, env, cwd }: Open, ended: () => void): void {
    const server = this.#spawn({ command, args, env, cwd });
    if (server === null) return ended();
    this.#server = server;
    server.once('spawn', () => this.#tell({ type: 'opened', pid: server.pid ?? 0 }));
    server.once('error', (error) => {
      this.#tell({ type: 'failed', code: codeOf(error) });
      ended();
    });
    // A server that does not read is noticed by its silence.
    server.stdin.on('error', () => {});
    server.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    server.stderr.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString('utf8')).slice(-saidChars);
    });
    server.once('close', (code) => {
      const { isFlood } = this.#output;
      this.#tell({ type: 'ended', code, isFlood, said: this.#said });
      ended();
    });
  }

  write(line: string): void {
    this.#output.noteSent(line);
    this.#server?.stdin.write(`${line}\n`);
  }

  /** Asks it to end, and then makes it. */
  async close(): Promise<void> {
    const server = this.#server;
    if (server?.pid === undefined) return;
    const { pid } = server;
    server.stdin.end();
    const gone = new Promise<void>((resolve) => server.once('close', () => resolve()));
    if (server.exitCode === null) await Promise.race([gone, wait(goodbyeMs)]);
    endTree(pid, 'SIGTERM');
    if (server.exitCode === null) await Promise.race([gone, wait(goodbyeMs)]);
    // Also what it has left behind in its group.
    endTree(pid, 'SIGKILL');
    if (server.exitCode === null) await Promise.race([gone, wait(200)]);
  }

  /** At once. */
  kill(): void {
    if (this.#server?.pid !== undefined) endTree(this.#server.pid, 'SIGKILL');
  }

  #take(chunk: Buffer): void {
    for (const message of this.#output.take(chunk)) this.#tell(message);
    if (this.#output.isFlood) this.kill();
  }

  #spawn({ command, args, env, cwd }: Pick<Open, 'command' | 'args' | 'env' | 'cwd'>) {
    try {
      return spawn(command, args, {
        ...{ env, cwd, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true },
        // A group of its own, so that what it starts ends with it.
        detached: process.platform !== 'win32',
      });
    } catch (error) {
      this.#tell({ type: 'failed', code: codeOf(error) });
      return null;
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function serve(): void {
  const port = openParentPort(process);
  const run = new ServerRun((message) => port.send(message));
  let isOpen = false;
  let isEnding = false;
  const leave = (): void => {
    if (isEnding) return;
    isEnding = true;
    void run.close().then(() => process.exit(0));
  };
  const noOrders = setTimeout(leave, ordersMs);
  port.onDisconnect(leave);
  port.onMessage((message) => {
    const { data } = toChildSchema.safeParse(message);
    if (!data || data.type === 'close') return leave();
    if (data.type === 'line') return run.write(data.line);
    if (isOpen) return;
    isOpen = true;
    clearTimeout(noOrders);
    const { parentPid } = data;
    const alive = { parentPid, ppid: () => process.ppid, isAlive: processIsAlive };
    watchParent({ ...alive, clock: systemClock, everyMs: parentCheckMs }, leave);
    // The last message is on its way first.
    run.open(data, () => setTimeout(leave, 50));
  });
  // Ctrl-C reaches the whole group; the app closes in its own order.
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  process.on('SIGTERM', leave);
}

serve();
