import { Worker } from 'node:worker_threads';
import { DatabaseSync } from 'node:sqlite';
import type { CallAccount } from '../../shared/call-account.ts';
import { StoreError } from '../../shared/errors.ts';
import type { Turn } from '../../shared/turns.ts';
import type { Registration } from '../carbonvoice/ports.ts';
import type { LedgerCounts } from '../thread/ports.ts';
import { lastCalls, linesOfCall } from './call.ts';
import type { Database } from './database.ts';
import { lastReply } from './last-reply.ts';
import type { LastReply } from './last-reply.ts';
import { migrations } from './migrations/index.ts';
import { counts } from './outbox.ts';
import { standingRegistration } from './registration.ts';
import { lastTurns } from './turn.ts';

/** What a data file tells of itself, read without changing it. */
export type FileHealth = {
  /** What SQLite finds wrong; empty: nothing. */
  readonly faults: readonly string[];
  readonly version: number;
  readonly newest: number;
  /** Null where the file is too old or too damaged to tell. */
  readonly told: FileTold | null;
};

/** What a stopped instance left behind. */
export type FileTold = {
  readonly counts: LedgerCounts;
  readonly subscription: Registration | null;
  readonly lastReply: LastReply;
  /** Newest last, as many as tell how calls go. */
  readonly calls: readonly CallAccount[];
  readonly turns: readonly Turn[];
  /** Ids of those calls in which the other party was understood. */
  readonly heardCalls: readonly string[];
};

const lastCallsCount = 5;
const lastTurnsCount = 50;

/** Reads the whole file; for a thread of its own. Throws where it cannot be read at all. */
export function readHealth(path: string): FileHealth {
  const file = new DatabaseSync(path, { readOnly: true });
  try {
    const version = Number(
      file.prepare('SELECT user_version AS version FROM pragma_user_version').get()?.['version'],
    );
    const found = file.prepare('PRAGMA quick_check(5)').all();
    const lines = found.map((row) => String(Object.values(row)[0]));
    const faults = lines.filter((line) => line !== 'ok');
    const isOurs = faults.length === 0 && version === migrations.length;
    const told = isOurs ? tell({ file, sql: file.createTagStore(10) }) : null;
    return { faults, version, newest: migrations.length, told };
  } finally {
    file.close();
  }
}

function tell(db: Database): FileTold {
  const calls = lastCalls(db, { limit: lastCallsCount });
  const isHeard = ({ callId }: CallAccount): boolean =>
    linesOfCall(db, { callId }).some(
      ({ channel, direction }) => channel === 'phone' && direction === 'in',
    );
  return {
    calls,
    heardCalls: calls.filter(isHeard).map(({ callId }) => callId),
    turns: lastTurns(db, { limit: lastTurnsCount }),
    counts: counts(db),
    subscription: standingRegistration(db, { service: 'carbonvoice' }),
    lastReply: lastReply(db, { channel: 'carbonvoice' }),
  };
}

/**
 * As `readHealth`, in a thread of its own, because reading all of a large file takes a while: neither the store nor
 * the loop waits for it. `script` is the bundled health-worker. Throws StoreError; ends with the signal.
 */
export async function askHealth(
  path: string,
  script: string | URL,
  signal: AbortSignal,
): Promise<FileHealth> {
  signal.throwIfAborted();
  const worker = new Worker(script, { workerData: { path } });
  const answer = Promise.withResolvers<FileHealth>();
  worker.once('message', (health: FileHealth) => answer.resolve(health));
  worker.once('error', (cause) => answer.reject(unreadable(cause)));
  worker.once('exit', () => answer.reject(unreadable(null)));
  const onAbort = (): void => answer.reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await answer.promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Its exit is not waited for: a read that hangs in the disk would hold it.
    void worker.terminate();
  }
}

function unreadable(cause: unknown): StoreError {
  const reason = cause instanceof Error ? ` ${cause.message}.` : '';
  return new StoreError('STORE_UNREADABLE', `The data file cannot be read.${reason}`, {
    cause,
    remedy:
      'Check the disk and the rights of the home folder; else put back a backup, or move adjutant.db away to begin anew.',
  });
}
