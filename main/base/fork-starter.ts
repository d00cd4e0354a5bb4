import type { ChildProcess, Serializable } from 'node:child_process';
import { fork } from 'node:child_process';
import type { ChildProcessHandle, ChildProcessStarter } from './child-process.ts';

/**
 * Starts children with `child_process.fork`, for the headless host. A child has neither standard input
 * nor output: ours belong to the ready line, and a crash text may hold secrets.
 */
export function createForkStarter(execPath: string = process.execPath): ChildProcessStarter {
  return {
    start: (script, { name, env }) => {
      try {
        return new ForkedProcess(
          fork(script, [name], {
            execPath,
            // Without this, a debugger's port or a test runner's loader would be handed down.
            execArgv: [],
            env: { ...env, ...nodeMode() },
            stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
          }),
        );
      } catch {
        // Out of processes or descriptors: for the caller, a child that ended at once.
        return new NeverStarted();
      }
    },
  };
}

/** An Electron binary that runs as Node must do so in its children too, or they open as the app. */
function nodeMode(): Record<string, string> {
  const value = process.env['ELECTRON_RUN_AS_NODE'];
  return value === undefined ? {} : { ELECTRON_RUN_AS_NODE: value };
}

class ForkedProcess implements ChildProcessHandle {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once('exit', (code) => resolve(code));
      // A child that never started has no exit event; other errors leave it running.
      child.on('error', () => {
        if (child.pid === undefined) resolve(null);
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: unknown): void {
    // The callback keeps a closed channel from being thrown: the exit is what tells of it.
    this.#child.send(message as Serializable, () => {});
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#child.on('message', listener);
  }

  onExit(listener: (code: number | null) => void): void {
    void this.#ended.then(listener);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

class NeverStarted implements ChildProcessHandle {
  readonly pid = undefined;

  send(): void {
    // Nobody listens; the exit tells.
  }

  onMessage(): void {
    // Nothing will come.
  }

  onExit(listener: (code: number | null) => void): void {
    queueMicrotask(() => listener(null));
  }

  kill(): void {
    // There is nothing to end.
  }
}
