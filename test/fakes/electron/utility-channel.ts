import { EventEmitter } from 'node:events';

// Loaded into a child of the double before its script: gives it `process.parentPort`, as Electron does, and takes away
// the channel of `fork`, which a utility process does not have.
const send = process.send?.bind(process);
const port = new EventEmitter();
const emit = process.emit.bind(process) as (name: string, ...args: unknown[]) => boolean;
const emitElsewhere = (name: string, ...args: unknown[]): boolean =>
  name === 'message' ? port.emit('message', { data: args[0], ports: [] }) : emit(name, ...args);
// This listener only keeps the channel, and so the process, open; `emit` below takes the messages away from it.
process.on('message', () => {});
process.on('disconnect', () => process.exit(0));
Object.defineProperties(process, {
  parentPort: { value: Object.assign(port, { postMessage: (message: object) => send?.(message) }) },
  send: { value: undefined },
  emit: { value: emitElsewhere },
});
