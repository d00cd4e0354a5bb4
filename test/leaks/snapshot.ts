import type { EventEmitter } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What a process holds at one moment. */
export type Snapshot = {
  /** What keeps the process going (timers, sockets, ports), by kind. */
  readonly resources: Readonly<Record<string, number>>;
  /** Listeners of the given emitters together. */
  readonly listeners: number;
  /** Open files and sockets; 0 where the system does not list them. */
  readonly files: number;
  readonly heapBytes: number;
};

const collect = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

/** After all garbage is collected. */
export async function takeSnapshot(emitters: readonly EventEmitter[]): Promise<Snapshot> {
  // What was found dead by one may have kept others; sockets end in a later turn of the loop.
  for (let round = 0; round < 3; round += 1) {
    collect();
    await delay(20);
  }
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    resources[kind] = (resources[kind] ?? 0) + 1;
  }
  return {
    resources,
    listeners: emitters.reduce((sum, emitter) => sum + countListeners(emitter), 0),
    files: countFiles(),
    heapBytes: process.memoryUsage().heapUsed,
  };
}

/** What a later moment holds more of; a kind that is gone counts as negative. */
export function difference(before: Snapshot, after: Snapshot): Snapshot {
  const kinds = new Set([...Object.keys(before.resources), ...Object.keys(after.resources)]);
  const changed = [...kinds]
    .map((kind) => [kind, (after.resources[kind] ?? 0) - (before.resources[kind] ?? 0)] as const)
    .filter(([, count]) => count !== 0);
  return {
    resources: Object.fromEntries(changed),
    listeners: after.listeners - before.listeners,
    files: after.files - before.files,
    heapBytes: after.heapBytes - before.heapBytes,
  };
}

function countListeners(emitter: EventEmitter): number {
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
}

function countFiles(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}
