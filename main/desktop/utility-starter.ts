import type { UtilityProcess, utilityProcess } from 'electron';
import type { ChildProcessHandle, ChildProcessStarter } from '../base/child-process.ts';
import { errorFields } from '../base/log.ts';
import type { Logger } from '../base/log.ts';

/** Ends a process at once, by its id. */
export type KillProcess = (pid: number) => void;

const killNow: KillProcess = (pid) => process.kill(pid, 'SIGKILL');

export type UtilityStarterOptions = {
  readonly utilityProcess: Pick<typeof utilityProcess, 'fork'>;
  readonly log: Logger;
  readonly kill?: KillProcess;
};

/**
 * Starts children as Electron utility processes. The child's side differs from `fork`: messages come and go through
 * `process.parentPort`, wrapped in an event with the message in `data`.
 */
export class UtilityStarter implements ChildProcessStarter {
  readonly #options: UtilityStarterOptions;

  constructor(options: UtilityStarterOptions) {
    this.#options = options;
  }

  start(
    script: string,
    { name, env }: { readonly name: string; readonly env: Readonly<Record<string, string>> },
  ): ChildProcessHandle {
    const { utilityProcess, log, kill = killNow } = this.#options;
    try {
      // Without `stdio` it inherits ours, and a vendor's chatter would land beside our JSON line.
      const options = { serviceName: name, env: { ...env }, stdio: 'ignore' };
      const child = utilityProcess.fork(script, [], options);
      return new UtilityChild(child, kill);
    } catch (error) {
      log.error('child not started', { name, ...errorFields(error) });
      return new NeverStarted();
    }
  }
}

class UtilityChild implements ChildProcessHandle {
  readonly #child: UtilityProcess;
  readonly #kill: KillProcess;
  #exit: { readonly code: number | null } | null = null;
  #killed = false;

  constructor(child: UtilityProcess, kill: KillProcess) {
    this.#child = child;
    this.#kill = kill;
    child.once('exit', (code) => (this.#exit = { code }));
    child.once('spawn', () => {
      if (this.#killed) this.kill();
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: unknown): void {
    if (this.#exit === null) this.#child.postMessage(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#child.on('message', listener);
  }

  onExit(listener: (code: number | null) => void): void {
    const exit = this.#exit;
    if (exit === null) this.#child.once('exit', (code) => listener(code));
    else queueMicrotask(() => listener(exit.code));
  }

  kill(): void {
    this.#killed = true;
    if (this.#exit !== null) return;
    const { pid } = this.#child;
    // It has no id before it runs; `spawn` comes back here then.
    if (pid === undefined) return;
    try {
      // Electron's own `kill` sends SIGTERM, which a hanging vendor library outlives.
      this.#kill(pid);
    } catch {
      // It ended between the check and the signal; Electron still has to be told to let go of it.
      this.#child.kill();
    }
  }
}

/** Stands for a child that could not be started: its exit is all there is to learn. */
class NeverStarted implements ChildProcessHandle {
  readonly pid = undefined;

  send(): void {
    // Nobody is there to read it; `onExit` says so.
  }

  onMessage(): void {
    // Nothing will ever come.
  }

  onExit(listener: (code: number | null) => void): void {
    queueMicrotask(() => listener(null));
  }

  kill(): void {
    // There is nothing to end.
  }
}
