import { expect, test } from 'vitest';
import { Emitter } from '../../../main/base/emitter.ts';
import { Gate } from '../../../main/base/gate.ts';
import { silentLogger } from '../../../main/base/log.ts';
import type { AttachmentCarrier } from '../../../main/thread/attachment-ports.ts';
import { AttachmentRunner } from '../../../main/thread/attachment-runner.ts';
import type { ThreadNews } from '../../../main/thread/news.ts';
import { AuthError, NetworkError, RemoteError } from '../../../shared/errors.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';
import { sampleIncoming, sampleResolved } from '../../fakes/thread-samples.ts';

const minuteMs = 60_000;
const away = new NetworkError('ECONNREFUSED', 'Nothing answers.');

/** A message with one file that is still to be fetched; `fetch` is what the service tells of it. */
async function awaitFile(fetch: () => Promise<number | null>) {
  const [ledger, clock, ready] = [openMemoryLedger(), new FakeClock(1_000_000), new Gate(true)];
  const { item } = await ledger.accept(sampleIncoming({ remoteId: 'a' }));
  const file = {
    ...({ kind: 'file', name: 'plan.pdf', mimeType: null, bytes: null, url: null } as const),
    ...({ remoteId: 'f1', shareLinkId: null, reason: null, state: 'awaited' } as const),
  };
  await ledger.resolve({ id: item.id, resolved: sampleResolved({ attachments: [file] }) });
  const carrier: AttachmentCarrier = {
    ...{ channel: 'carbonvoice', ready, fetch, finish: async function* () {} },
  };
  const shelf = { place: () => Promise.resolve({ path: 'p', absolute: '/p' }) };
  const news = new Emitter<ThreadNews>();
  const shared = { ledger, shelf, carriers: [carrier], gate: new Gate(true), news, clock };
  const { signal } = new AbortController();
  const runner = new AttachmentRunner({ ...shared, log: silentLogger }, signal);
  await runner.takeUp();
  const state = async () => (await ledger.attachmentsOf({ messageId: item.id }))[0]?.state;
  return { ledger, clock, ready, state };
}

test('fetches a file that comes late', async () => {
  let bytes: number | null = null;
  const { clock, state } = await awaitFile(() => Promise.resolve(bytes));
  await clock.advanceAsync(5 * minuteMs);
  expect(await state()).toBe('awaited');

  bytes = 7;
  await clock.advanceAsync(2 * minuteMs);

  expect(await state()).toBe('fetched');
});

test('gives up a file that does not come within a quarter of an hour', async () => {
  const { clock, state } = await awaitFile(() => Promise.resolve(null));
  await clock.advanceAsync(14 * minuteMs);
  expect(await state()).toBe('awaited');

  await clock.advanceAsync(4 * minuteMs);

  expect(await state()).toBe('failed');
});

test('waits for a file as long as the service cannot be asked', async () => {
  let answer: () => Promise<number | null> = () => Promise.reject(away);
  const { clock, ready, state } = await awaitFile(() => answer());
  await clock.advanceAsync(60 * minuteMs);
  ready.shut();
  await clock.advanceAsync(60 * minuteMs);
  answer = () => Promise.resolve(null);
  ready.open();
  await clock.advanceAsync(5 * minuteMs);
  expect(await state()).toBe('awaited');

  answer = () => Promise.resolve(7);
  await clock.advanceAsync(2 * minuteMs);

  expect(await state()).toBe('fetched');
});

test('fetches a file again that the data file could not take', async () => {
  const answer = Promise.withResolvers<number>();
  const { ledger, clock, state } = await awaitFile(() => answer.promise);
  await clock.advanceAsync(0);
  for (let index = 0; index < 100; index += 1) ledger.failNext('changeAttachment');

  answer.resolve(7);
  await clock.advanceAsync(60 * minuteMs);
  expect(await state()).toBe('awaited');
  await clock.advanceAsync(60 * minuteMs);

  expect(await state()).toBe('fetched');
});

test.each([
  ['is not there now', new RemoteError('X', 'Away.', { status: 503 })],
  ['has a limit', new RemoteError('X', 'Too many.', { status: 429 })],
  ['refuses the token', new AuthError('X', 'Refused.')],
])('waits for a file as long as the service %s', async (_what, error) => {
  let answer: () => Promise<number | null> = () => Promise.reject(error);
  const { clock, state } = await awaitFile(() => answer());
  await clock.advanceAsync(180 * minuteMs);
  expect(await state()).toBe('awaited');

  answer = () => Promise.resolve(7);
  await clock.advanceAsync(2 * minuteMs);

  expect(await state()).toBe('fetched');
});

test('gives up a file that a service which is there fails at for an hour', async () => {
  const broken = new RemoteError('X', 'Broken.', { status: 500 });
  const { clock, state } = await awaitFile(() => Promise.reject(broken));

  await clock.advanceAsync(70 * minuteMs);

  expect(await state()).toBe('failed');
});
