import type { LedgerCounts } from '../thread/ports.ts';
import type { Check } from './check.ts';
import { bad, good, off, sentences } from './outcome.ts';
import type { Outcome } from './outcome.ts';

/** What a data file tells of itself. */
export type StoreHealth = {
  /** What SQLite finds wrong in it; empty: nothing. */
  readonly faults: readonly string[];
  /** Of the schema that the file has, and of the one that this version writes. */
  readonly version: number;
  readonly newest: number;
  /** Null where the file is too old or too damaged to tell. */
  readonly counts: LedgerCounts | null;
};

/** A trial of the disk that the home is on. */
export type DiskTrial = {
  readonly freeBytes: number;
  /** How long a small file took to be on the disk. */
  readonly syncMs: number;
};

export type StorePort = {
  /** Null while there is no such folder. Throws StoreError where nothing can be written. */
  readonly tryDisk: () => Promise<DiskTrial | null>;
  /** Null while there is no data file yet. Throws StoreError where it cannot be read at all. */
  readonly health: (signal: AbortSignal) => Promise<StoreHealth | null>;
};

/** Less is soon used up by thread, log and attachments. */
const leastFreeBytes = 100 * 1024 * 1024;
/** A disk this slow delays every acknowledgement. */
const slowSyncMs = 500;

/** The disk can be written and has space, the data file is whole and of a version that we know. */
export function checkStore({ tryDisk, health }: StorePort): Check {
  const look = async (signal: AbortSignal): Promise<Outcome> => {
    const disk = await tryDisk();
    const file = disk === null ? null : await health(signal);
    if (disk === null || file === null) {
      return off('There is no data file yet.', 'It is made at the first start: npm start');
    }
    return judge(disk, file);
  };
  return { hop: 'store', after: null, look };
}

function judge(disk: DiskTrial, { faults, version, newest, counts }: StoreHealth): Outcome {
  if (faults.length > 0) {
    return bad(
      `The data file is damaged: ${faults.slice(0, 3).join('; ')}.`,
      'Stop Adjutant and put back a backup; or move adjutant.db away to begin anew.',
    );
  }
  if (version > newest) {
    return bad('The data file was written by a newer Adjutant.', 'Update Adjutant.');
  }
  if (disk.freeBytes < leastFreeBytes) {
    return bad(
      `The disk of the home folder is almost full: ${toMegabytes(disk.freeBytes)} MB are free.`,
      'Make room: without it nothing new can be kept.',
    );
  }
  const isSlow = disk.syncMs > slowSyncMs;
  const whole = `The data file is whole (schema ${version}), ${toMegabytes(disk.freeBytes)} MB are free.`;
  const old = version < newest && `It is brought up to schema ${newest} at the next start.`;
  const slow = isSlow && `The disk is slow: ${Math.round(disk.syncMs)} ms for one small file.`;
  const remedy = isSlow ? 'Move the home folder to a faster disk.' : '';
  return good(sentences(whole, old, slow, counts && tellCounts(counts)), remedy);
}

function tellCounts({ inbox, outbox }: LedgerCounts): string {
  const ins = `Inbox: ${inbox.pending} pending, ${inbox.failed} failed.`;
  return `${ins} Outbox: ${outbox.pending} pending, ${outbox.failed} failed, ${outbox.unknown} unknown.`;
}

function toMegabytes(bytes: number): number {
  return Math.floor(bytes / (1024 * 1024));
}
