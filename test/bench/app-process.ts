import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { nodeOptions } from '../../main/control/service/node-options.ts';

const root = new URL('../..', import.meta.url).pathname;

export type ReadyLine = {
  readonly pid: number;
  readonly ingress: { readonly local: string; readonly carbonvoice: string };
};

/** The built app as `npm start` runs it, headless, on a home of its own, without accounts and keychain. */
export class AppProcess {
  readonly ready: ReadyLine;
  /** From the spawn to the ready line. */
  readonly upMs: number;
  readonly #child: ChildProcess;
  readonly #home: string;

  private constructor(
    child: ChildProcess,
    home: string,
    started: { readonly ready: ReadyLine; readonly upMs: number },
  ) {
    this.#child = child;
    this.#home = home;
    this.ready = started.ready;
    this.upMs = started.upMs;
  }

  static async start(env: Readonly<Record<string, string>> = {}): Promise<AppProcess> {
    const home = await mkdtemp(join(tmpdir(), 'adjutant-bench-'));
    const startedAt = performance.now();
    const args = [...nodeOptions, 'build/start.mjs', '--headless', '--no-open', '--home', home];
    const child = spawn(process.execPath, args, {
      cwd: root,
      // Nothing listens on the discard port: the services count as unreachable.
      env: {
        ...process.env,
        ADJUTANT_KEYCHAIN: 'off',
        ADJUTANT_CARBONVOICE_URL: 'http://127.0.0.1:9',
        ADJUTANT_LOG: 'error',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = await firstLine(child);
    const upMs = performance.now() - startedAt;
    return new AppProcess(child, home, { ready: JSON.parse(line) as ReadyLine, upMs });
  }

  /** Resident memory in MB, and the processor time used so far in ms; Linux only. */
  async usage(): Promise<{ readonly residentMb: number; readonly cpuMs: number }> {
    const status = await readFile(`/proc/${this.ready.pid}/status`, 'utf8');
    const stat = await readFile(`/proc/${this.ready.pid}/stat`, 'utf8');
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
    const [user = 0, system = 0] = stat.split(') ')[1]?.split(' ').slice(11, 13).map(Number) ?? [];
    // /proc counts in ticks of 10 ms.
    return { residentMb: kilobytes / 1024, cpuMs: (user + system) * 10 };
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    await ended;
    await rm(this.#home, { recursive: true, force: true });
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (!child.stdout) return reject(new Error('no standard output'));
    createInterface(child.stdout).once('line', resolve);
    child.once('exit', () => reject(new Error('the app ended before it was up')));
  });
}
