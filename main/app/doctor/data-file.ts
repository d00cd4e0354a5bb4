import { stat } from 'node:fs/promises';
import type { KeptCarbonVoice } from '../../doctor/carbonvoice-ports.ts';
import type { StorePort } from '../../doctor/store-check.ts';
import type { KeptPhone } from '../../doctor/voipbin-ports.ts';
import { tryDisk } from '../../store/disk.ts';
import { askHealth } from '../../store/health.ts';
import type { FileHealth, FileTold } from '../../store/health.ts';
import { bundledScript } from '../ground.ts';

/** What several looks want to know of the data file, read once for one run. */
export type ReadDataFile = {
  readonly store: StorePort;
  readonly carbonVoice: () => Promise<KeptCarbonVoice | null>;
  readonly phone: () => Promise<KeptPhone | null>;
};

/** `path` is the data file, `home` the folder it lies in or below. Nothing is made that is not there. */
export function readDataFile(home: string, path: string, signal: AbortSignal): ReadDataFile {
  let reading: Promise<FileHealth | null> | null = null;
  const read = (): Promise<FileHealth | null> => (reading ??= readIfAny(path, signal));
  // What is wrong with the file is told at the hop of its own.
  const told = (): Promise<FileTold | null> =>
    read().then(
      (health) => health?.told ?? null,
      () => null,
    );
  return {
    store: {
      tryDisk: () => tryDisk(home),
      health: async () => {
        const health = await read();
        return health && { ...health, counts: health.told?.counts ?? null };
      },
    },
    carbonVoice: async () => {
      const file = await told();
      return file && { ...file, replies: file.lastReply };
    },
    phone: told,
  };
}

async function readIfAny(path: string, signal: AbortSignal): Promise<FileHealth | null> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere ? askHealth(path, bundledScript('health-worker.js'), signal) : null;
}
