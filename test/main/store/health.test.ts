import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { tryDisk } from '../../../main/store/disk.ts';
import { askHealth, readHealth } from '../../../main/store/health.ts';
import { lastReply } from '../../../main/store/last-reply.ts';
import { insertMessage } from '../../../main/store/message.ts';
import { migrations } from '../../../main/store/migrations/index.ts';
import { droppedReasons } from '../../../shared/thread.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { sampleReply } from '../../fakes/thread-samples.ts';

const script = new URL('../../../main/store/health-worker.ts', import.meta.url);
const never = new AbortController().signal;

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjutant-health-'));
});
afterAll(() => rm(folder, { recursive: true }));

function newPath(): string {
  count += 1;
  return join(folder, `${count}.db`);
}

/** A message of the turn, in a conversation. */
function said(
  id: string,
  change: Partial<ThreadMessage> & Pick<ThreadMessage, 'at' | 'direction' | 'conversationId'>,
): ThreadMessage {
  return { ...sampleReply(), id, channel: 'carbonvoice', turnId: `turn ${change.at}`, ...change };
}

function keep(db: Database, messages: readonly ThreadMessage[]): void {
  for (const message of messages) insertMessage(db, message);
}

describe('the health of a data file', () => {
  test('is asked in a thread of its own, while the store has the file open', async () => {
    const path = newPath();
    const db = openDatabase(path);
    keep(db, [
      said('a', { at: 1, direction: 'in', conversationId: 'c1', delivery: 'handled' }),
      said('b', { at: 1, direction: 'out', conversationId: 'c1', delivery: 'sent' }),
    ]);
    const { told, ...health } = await askHealth(path, script, never);
    expect(health).toEqual({ faults: [], version: migrations.length, newest: migrations.length });
    expect(told).toMatchObject({
      counts: { inbox: { pending: 0 }, outbox: { failed: 0 } },
      subscription: null,
      lastReply: { last: { at: 1, delivery: 'sent' }, strayed: 0 },
      calls: [],
    });
    db.file.close();
  });

  test('of an older or a newer schema is told, and the file is left as it is', async () => {
    for (const version of [migrations.length - 1, 999]) {
      const path = newPath();
      const other = new DatabaseSync(path);
      other.exec(`CREATE TABLE other (x); PRAGMA user_version = ${version}`);
      other.close();
      const bytes = await readFile(path);
      expect(readHealth(path)).toEqual({
        ...{ faults: [], version, newest: migrations.length, told: null },
      });
      expect(await readFile(path)).toEqual(bytes);
    }
  });

  test('of a damaged file is a list of faults, or a sentence with a remedy', async () => {
    const path = newPath();
    const db = openDatabase(path);
    const many = Array.from({ length: 500 }, (_, at) =>
      said(`m${at}`, { at, direction: 'in', conversationId: 'c', text: 'x'.repeat(200) }),
    );
    keep(db, many);
    db.file.close();
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill(7, 8192, bytes.length - 8192));
    const damaged = await askHealth(path, script, never).then(
      ({ faults }) => faults.length > 0,
      ({ code }: { code: string }) => code === 'STORE_UNREADABLE',
    );
    expect(damaged).toBe(true);
    await writeFile(path, 'this is no database, whatever its name says. '.repeat(50));
    await expect(askHealth(path, script, never)).rejects.toMatchObject({
      code: 'STORE_UNREADABLE',
      remedy: expect.stringContaining('backup'),
    });
    await truncate(path, 0);
    expect(readHealth(path)).toMatchObject({ faults: [], version: 0, told: null });
  });

  test('ends with the signal', async () => {
    const hanging = new URL('data:text/javascript,setInterval(()=>{},1000)');
    const abort = new AbortController();
    const asked = askHealth(newPath(), hanging, abort.signal);
    abort.abort(new DOMException('left', 'AbortError'));
    await expect(asked).rejects.toThrow('left');
  });
});

describe('the last reply', () => {
  test('is the newest that was settled; one that wandered off is counted', () => {
    const db = openDatabase(newPath());
    expect(lastReply(db, { channel: 'carbonvoice' })).toEqual({ last: null, strayed: 0 });
    keep(db, [
      said('a', { at: 1, direction: 'in', conversationId: 'c1' }),
      said('b', { at: 1, direction: 'out', conversationId: 'c2', delivery: 'sent' }),
      said('c', { at: 2, direction: 'in', conversationId: 'c1' }),
      said('d', {
        at: 2,
        direction: 'out',
        conversationId: 'c1',
        delivery: 'failed',
        reason: 'No.',
      }),
      // A further message that the same turn sent elsewhere is no reply gone astray.
      said('e', { at: 2, direction: 'out', conversationId: 'c9', delivery: 'queued' }),
      said('f', { at: 3, direction: 'out', conversationId: 'c1', delivery: 'queued' }),
    ]);
    expect(lastReply(db, { channel: 'carbonvoice' })).toEqual({
      last: { at: 2, delivery: 'failed', reason: 'No.' },
      strayed: 1,
    });
    db.file.close();
  });

  test('is not one that the owner dropped', () => {
    const db = openDatabase(newPath());
    const place = { direction: 'out', conversationId: 'c1' } as const;
    keep(db, [
      said('a', { ...place, at: 1, delivery: 'sent' }),
      said('b', { ...place, at: 2, delivery: 'failed', reason: droppedReasons.whole }),
      said('c', { ...place, at: 3, delivery: 'failed', reason: droppedReasons.rest }),
    ]);
    expect(lastReply(db, { channel: 'carbonvoice' }).last).toMatchObject({ at: 1 });
    db.file.close();
  });
});

describe('a trial of the disk', () => {
  test('tells space and speed, and leaves nothing behind', async () => {
    const before = await readdir(folder);
    const trial = await tryDisk(folder);
    expect(trial?.freeBytes).toBeGreaterThan(0);
    expect(trial?.syncMs).toBeGreaterThan(0);
    expect(await readdir(folder)).toEqual(before);
    expect(await tryDisk(join(folder, 'none'))).toBeNull();
  });

  test('tells where nothing can be written', async () => {
    const full = await mkdtemp(join(folder, 'full-'));
    // A folder in the place of the file refuses everybody, also who may write everywhere.
    await mkdir(join(full, '.write-test'));
    await expect(tryDisk(full)).rejects.toMatchObject({
      code: 'DISK_UNWRITABLE',
      remedy: expect.stringContaining('--home'),
    });
  });
});
