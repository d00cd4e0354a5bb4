import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { record } from './control.ts';

type ForkOptions = { readonly serviceName: string; readonly env: Record<string, string> };

class UtilityProcessDouble extends EventEmitter {
  readonly #child: ChildProcess;
  #running = false;

  constructor(script: string, options: ForkOptions) {
    super();
    // The other end of the channel is what a utility process has, and not what a forked Node has.
    const channel = new URL('./utility-channel.ts', import.meta.url).href;
    this.#child = fork(script, [], {
      env: options.env,
      execArgv: ['--import', channel],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child.on('spawn', () => {
      this.#running = true;
      record('child', { name: options.serviceName, pid: this.#child.pid });
      this.emit('spawn');
    });
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.on('exit', (code) => this.emit('exit', code ?? 1));
  }

  get pid(): number | undefined {
    return this.#running && this.#child.exitCode === null ? this.#child.pid : undefined;
  }

  postMessage(message: unknown): void {
    // A port that is closed swallows what is posted to it.
    if (this.#child.connected) this.#child.send(message as object);
  }

  kill(): boolean {
    return this.#child.kill();
  }
}

export const utilityProcess = {
  fork: (script: string, _args: readonly string[], options: ForkOptions): UtilityProcessDouble =>
    new UtilityProcessDouble(script, options),
};
