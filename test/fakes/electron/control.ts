import type { EventEmitter } from 'node:events';

// The double's end of the line to the test that drives it, `test/app/desktop-process.ts`.

/** One thing that the desktop code did to the double. */
export type ElectronRecord = { readonly what: string; readonly data: unknown };
type Command = { readonly id: number; readonly name: string; readonly args: readonly unknown[] };

const commands = new Map<string, (...args: never[]) => unknown>();

/** Tells the test what the desktop code did. */
export function record(what: string, data: unknown): void {
  process.send?.({ what, data } satisfies ElectronRecord);
}

/** Lets the test make something happen that a person or the system would do. */
export function onCommand(name: string, action: (...args: never[]) => unknown): void {
  commands.set(name, action);
}

/** Emits an event that listeners may prevent; false where one did. */
export function happens(emitter: EventEmitter, name: string, details: object = {}): boolean {
  let isPrevented = false;
  emitter.emit(name, { ...details, preventDefault: () => (isPrevented = true) });
  return !isPrevented;
}

process.on('message', (command: Command) => void perform(command));
// The test is gone: nothing may outlive it.
process.on('disconnect', () => process.exit(9));

async function perform({ id, name, args }: Command): Promise<void> {
  try {
    const action = commands.get(name);
    if (!action) throw new Error(`no command ${name}`);
    record('answer', { id, value: await action(...(args as never[])) });
  } catch (error) {
    record('answer', { id, error: error instanceof Error ? error.message : String(error) });
  }
}
