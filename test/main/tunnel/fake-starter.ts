import type { ChildProcessHandle, ChildProcessStarter } from '../../../main/base/child-process.ts';
import type { ChildMessage } from '../../../main/tunnel/ngrok-messages.ts';

/** A child that does what the test says, and records what it is told. */
export class FakeChild implements ChildProcessHandle {
  readonly pid = 4711;
  readonly sent: unknown[] = [];
  killed = 0;
  #hear: (message: unknown) => void = () => {};
  #exit: (code: number | null) => void = () => {};

  send(message: unknown): void {
    this.sent.push(message);
  }

  onMessage(listener: (message: unknown) => void): void {
    this.#hear = listener;
  }

  onExit(listener: (code: number | null) => void): void {
    this.#exit = listener;
  }

  kill(): void {
    this.killed += 1;
  }

  say(message: ChildMessage): void {
    this.#hear(message);
  }

  sayAnything(message: unknown): void {
    this.#hear(message);
  }

  exit(): void {
    this.#exit(null);
  }
}

/** Hands out fake children; `broken` makes it throw, as a host may. */
export class FakeStarter implements ChildProcessStarter {
  readonly children: FakeChild[] = [];
  readonly environments: Readonly<Record<string, string>>[] = [];
  broken = false;

  start(_script: string, { env }: { readonly env: Readonly<Record<string, string>> }): FakeChild {
    if (this.broken) throw new Error('cannot start');
    const child = new FakeChild();
    this.children.push(child);
    this.environments.push(env);
    return child;
  }

  get last(): FakeChild {
    const child = this.children.at(-1);
    if (!child) throw new Error('no child was started');
    return child;
  }
}
