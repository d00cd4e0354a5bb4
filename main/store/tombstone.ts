import { createHash } from 'node:crypto';
import type { Channel } from '../../shared/thread.ts';
import type { Database } from './database.ts';

/** Long enough that no two ids are taken for each other. */
const hashBytes = 16;

/**
 * Remembers that something was deleted on purpose, so that it does not come back when a service tells of it again.
 * Only a hash is kept: it says nothing about whose it was.
 */
export function bury({ sql }: Database, channel: Channel, remoteId: string): void {
  sql.run`INSERT OR IGNORE INTO tombstone (channel, hash)
    VALUES (${channel}, ${hashOf(channel, remoteId)})`;
}

/** Whether it was deleted on purpose. */
export function isBuried({ sql }: Database, channel: Channel, remoteId: string): boolean {
  const hash = hashOf(channel, remoteId);
  return (
    sql.get`SELECT 1 FROM tombstone WHERE channel = ${channel} AND hash = ${hash}` !== undefined
  );
}

function hashOf(channel: Channel, remoteId: string): Uint8Array {
  const hash = createHash('sha256').update(`${channel}\n${remoteId}`).digest();
  return new Uint8Array(hash.subarray(0, hashBytes));
}
