import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { dataFile, openStore } from '../../../main/store/store.ts';
import type { Store } from '../../../main/store/store.ts';
import { StoreError } from '../../../shared/errors.ts';
import {
  sampleDispatch,
  sampleIncoming,
  sampleReply,
  sampleTurn,
} from '../../fakes/thread-samples.ts';

const script = new URL('../../../main/store/store-worker.ts', import.meta.url);

let folder: string;
let count = 0;
const opened: Store[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjutant-store-'));
});
afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())));
afterAll(() => rm(folder, { recursive: true }));

function newPath(): string {
  count += 1;
  return join(folder, `${count}.db`);
}

async function open(path: string): Promise<Store> {
  const store = await openStore(path, script);
  opened.push(store);
  return store;
}

/** A stand-in for the store's thread that runs these lines. */
function threadOf(lines: string): URL {
  const start =
    "import { parentPort as port } from 'node:worker_threads'; port.postMessage('open');";
  return new URL(`data:text/javascript,${encodeURIComponent(start + lines)}`);
}

test('keeps what it was told over a restart', async () => {
  const path = newPath();
  const first = await open(path);
  const { message } = await first.accept(sampleIncoming({ text: 'grüße ✓' }));
  await first.addNote({ at: 1, principal: 'owner', text: 'Milk', messageId: message.id });
  await first.close();

  const second = await open(path);

  expect(await second.readMessage({ id: message.id })).toEqual(message);
  expect(await second.listNotes({ limit: 5 })).toMatchObject([{ text: 'Milk' }]);
  expect(await second.accept(sampleIncoming())).toMatchObject({ outcome: 'repeated' });
});

test('keeps the place in a feed for each account, and the instant of its first start', async () => {
  const path = newPath();
  const first = await open(path);
  const key = { service: 'carbonvoice', account: 'agent-1' };
  expect(await first.readFeedPlace(key)).toBeNull();
  const place = { startedAt: 1000.5, cursor: null, handledAt: 1000.5 };
  await first.saveFeedPlace({ ...key, place });
  await first.saveFeedPlace({ ...key, place: { startedAt: 9, cursor: 'c', handledAt: 2000 } });
  await first.close();

  const second = await open(path);

  const kept = { startedAt: 1000.5, cursor: 'c', handledAt: 2000 };
  expect(await second.readFeedPlace(key)).toEqual(kept);
  expect(await second.readFeedPlace({ ...key, account: 'agent-2' })).toBeNull();
});

test('answers everything that was asked before it was closed, and refuses what comes after', async () => {
  const store = await open(newPath());
  const asked = Array.from({ length: 20 }, (_, index) =>
    store.accept(sampleIncoming({ remoteId: `r${index}` })),
  );

  const closed = Promise.all([store.close(), store.close()]);

  expect(await Promise.all(asked)).toHaveLength(20);
  await closed;
  await expect(store.counts()).rejects.toMatchObject({ code: 'STORE_CLOSED' });
});

test('undoes alone what fails among many that share a commit', async () => {
  const store = await open(newPath());
  const { item } = await store.accept(sampleIncoming());
  const done = {
    ...{
      inboxId: item.id,
      reply: sampleReply(),
      dispatch: sampleDispatch('k'),
      turn: sampleTurn(),
    },
  };

  const [before, first, second, after] = await Promise.allSettled([
    store.accept(sampleIncoming({ remoteId: 'before' })),
    store.completeTurn(done),
    store.completeTurn({
      ...{ ...done, reply: sampleReply({ id: 'reply-2' }), dispatch: sampleDispatch('k2') },
    }),
    store.accept(sampleIncoming({ remoteId: 'after' })),
  ]);

  expect([before.status, first.status, after.status]).toEqual(Array(3).fill('fulfilled'));
  expect(second).toMatchObject({ status: 'rejected', reason: { code: 'STORE_SETTLED' } });
  expect(await store.openOutbox()).toHaveLength(1);
  await expect(store.readMessage({ id: 'reply-2' })).rejects.toMatchObject({
    code: 'STORE_NO_MESSAGE',
  });
  expect(await store.counts()).toMatchObject({ inbox: { pending: 2 } });
});

test('loses nothing that it has acknowledged when its thread is killed midway', async () => {
  const path = newPath();
  const worker = new Worker(script, { workerData: { path } });
  const acknowledged: number[] = [];
  const enough = Promise.withResolvers<void>();
  worker.on('message', (answer: 'open' | { id: number; ok: boolean }) => {
    if (answer === 'open') {
      for (let id = 0; id < 400; id += 1) {
        const args = sampleIncoming({ remoteId: `r${id}` });
        // One request at a time for some, many at once for others.
        setTimeout(() => worker.postMessage({ id, name: 'accept', args }), id % 40);
      }
    } else if (answer.ok) acknowledged.push(answer.id);
    if (acknowledged.length >= 100) enough.resolve();
  });
  await enough.promise;
  await worker.terminate();

  const store = await open(path);

  const kept = new Set((await store.pendingInbox()).map(({ remoteId }) => remoteId));
  expect(acknowledged.filter((id) => !kept.has(`r${id}`))).toEqual([]);
});

test('lets many that wait share their commits', async () => {
  const path = newPath();
  const store = await open(path);
  const pages = async (): Promise<number> => (await readFile(`${path}-wal`)).length / 4120;
  const before = await pages();

  await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      store.accept(sampleIncoming({ remoteId: `r${index}` })),
    ),
  );

  // Each commit writes every page that it touches anew; alone, 200 messages take some 1,500 pages.
  expect((await pages()) - before).toBeLessThan(500);
});

test('refuses a file that is none, and leaves it alone', async () => {
  const path = newPath();
  const bytes = Buffer.alloc(8192, 'no database at all ');
  await writeFile(path, bytes);

  const error: unknown = await openStore(path, script).catch((reason: unknown) => reason);

  expect(error).toBeInstanceOf(StoreError);
  expect(error).toMatchObject({ code: 'STORE_UNREADABLE', retryable: false });
  expect((error as StoreError).remedy).not.toBe('');
  expect(await readFile(path)).toEqual(bytes);
});

test('tells a page that is damaged as an error of the request, and goes on', async () => {
  const path = newPath();
  const first = await open(path);
  await first.accept(sampleIncoming());
  await first.addNote({ at: 1, principal: 'owner', text: 'Milk', messageId: null });
  await first.close();
  const file = new DatabaseSync(path);
  const root = file.prepare("SELECT rootpage AS page FROM sqlite_schema WHERE name = 'note'").get();
  file.close();
  const bytes = await readFile(path);
  bytes.fill(0xff, (Number(root?.['page']) - 1) * 4096, Number(root?.['page']) * 4096);
  await writeFile(path, bytes);

  const store = await open(path);

  await expect(store.listNotes({ limit: 5 })).rejects.toMatchObject({
    kind: 'store',
    code: 'STORE_FAILED',
  });
  expect(await store.pendingInbox()).toHaveLength(1);
});

test('fails every request when its thread dies, also those that come later', async () => {
  const store = await openStore('', threadOf("port.once('message', () => process.exit(1));"));

  const [first, second] = await Promise.allSettled([store.counts(), store.pendingInbox()]);

  expect(first).toMatchObject({ status: 'rejected', reason: { kind: 'store' } });
  expect(second).toMatchObject({ status: 'rejected', reason: { kind: 'store' } });
  await expect(store.broken).rejects.toBeInstanceOf(StoreError);
  await expect(store.counts()).rejects.toBeInstanceOf(StoreError);
  await store.close();
});

test('tells the reason of a thread that failed', async () => {
  const store = await openStore(
    '',
    threadOf("port.once('message', () => { throw new Error('the disk is gone'); });"),
  );

  await expect(store.counts()).rejects.toMatchObject({ message: 'the disk is gone' });
  await expect(store.broken).rejects.toMatchObject({ kind: 'store' });
});

test('keeps a rehearsal in a file of its own', () => {
  expect(dataFile('/home/x', false)).toBe(join('/home/x', 'adjutant.db'));
  expect(dataFile('/home/x', true)).toBe(join('/home/x', 'rehearsal', 'adjutant.db'));
});
