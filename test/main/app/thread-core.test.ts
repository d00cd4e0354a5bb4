import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { joinThread } from '../../../main/app/thread-core.ts';
import { systemClock } from '../../../main/base/clock.ts';
import type { Clock } from '../../../main/base/clock.ts';
import { Emitter } from '../../../main/base/emitter.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { Scope } from '../../../main/base/scope.ts';
import { DiskShelf } from '../../../main/store/disk-shelf.ts';
import { openStore } from '../../../main/store/store.ts';
import { DeskChannel } from '../../../main/thread/desk.ts';
import type { ThreadNews } from '../../../main/thread/news.ts';
import { PauseSwitch } from '../../../main/thread/pause.ts';
import { FakeAgent } from '../../fakes/fake-agent.ts';
import { FakeChannel } from '../../fakes/fake-channel.ts';
import { StoreError } from '../../../shared/errors.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { sampleDispatch, sampleIncoming, sampleReply } from '../../fakes/thread-samples.ts';

/** At most, on a machine that has much to do. */
const waiting = { timeout: 40_000 };
const script = new URL('../../../main/store/store-worker.ts', import.meta.url);
let folder: string;
let scope = new Scope();
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adjutant-core-'));
});
afterEach(() => scope.close());
afterAll(() => rm(folder, { recursive: true }));

async function open(
  name: string,
  { paused = false, clock = systemClock }: { paused?: boolean; clock?: Clock } = {},
) {
  scope = new Scope();
  const store = scope.add('store', await openStore(join(folder, name), script));
  const persist = (): Promise<void> => Promise.resolve();
  const pause = new PauseSwitch({ paused, fixedBy: null, persist });
  const agent = new FakeAgent();
  const channel = new FakeChannel();
  const channels = [channel, new DeskChannel(store)];
  const shelf = new DiskShelf(folder);
  const more = {
    carriers: [],
    shelf,
    restored: null,
    clock,
    log: silentLogger,
    news: new Emitter<ThreadNews>(),
  };
  const parts = { store, agent, channels, pause, ...more };
  const core = joinThread(parts, scope);
  /** Resolves when so many replies are out. */
  const sent = (count: number): Promise<void> =>
    new Promise((resolve) => {
      let heard = 0;
      core.news.on((news) => {
        if (news.type !== 'message-saved' || news.message.delivery !== 'sent') return;
        heard += 1;
        if (heard === count) resolve();
      });
    });
  return { core, store, pause, agent, channel, sent };
}

test('brings a delivery through the data file to its reply and its read mark', async () => {
  const { core, store, channel, sent } = await open('one.db');
  core.start();
  const out = sent(1);

  await core.inbox.accept(sampleIncoming());
  await out;
  await core.outbox.idle();

  expect(channel.sent.map(({ text }) => text)).toEqual(['re: remote-1']);
  expect(channel.log.at(-1)).toBe('read remote-1');
  expect(await store.counts()).toEqual({
    ...{ inbox: { pending: 0, failed: 0 }, outbox: { pending: 0, failed: 0, unknown: 0 } },
  });
  const [turn] = await store.lastTurns({ limit: 1 });
  expect(turn?.firstSentAt).toBeGreaterThanOrEqual(turn?.firstSentenceAt ?? Infinity);
  expect(turn?.doneAt).toBeGreaterThanOrEqual(turn?.firstSentAt ?? Infinity);
});

test('answers at a start what an earlier run received, in order and once', async () => {
  const before = await open('two.db', { paused: true });
  before.core.start();
  for (const remoteId of ['a', 'b', 'c']) {
    await before.core.inbox.accept(sampleIncoming({ remoteId }));
  }
  expect(await scope.close()).toEqual([]);

  const { core, channel, sent } = await open('two.db');
  const out = sent(3);
  core.start();
  await out;

  expect(before.channel.sent).toEqual([]);
  expect(channel.sent.map(({ text }) => text)).toEqual(['re: a', 're: b', 're: c']);
});

test('takes up what an earlier run left although the data file cannot be read at first', async () => {
  const before = await open('five.db', { paused: true });
  before.core.start();
  await before.core.inbox.accept(sampleIncoming());
  const reply = sampleReply({ id: 'letter', replyTo: null, turnId: null, text: 'Left over' });
  await before.store.compose({ message: reply, recipient: null, dispatch: sampleDispatch('key') });
  expect(await scope.close()).toEqual([]);
  const clock = new FakeClock(1_000_000);
  const { core, store, channel, sent } = await open('five.db', { clock });
  const out = sent(2);
  const asked = ['pendingInbox', 'openOutbox', 'openAttachments'] as const;
  const looks = asked.map((name) => {
    const read = vi.spyOn(store, name);
    return read.mockRejectedValueOnce(new StoreError('STORE_FAILED', 'The disk is full.'));
  });

  core.start();
  await vi.waitFor(() => expect(clock.pending).toBe(looks.length), waiting);
  expect(channel.sent).toEqual([]);
  await clock.advanceAsync(1000);
  await out;

  expect(channel.sent.map(({ text }) => text).toSorted()).toEqual(['Nothing.', 're: remote-1']);
  expect(looks.map(({ mock }) => mock.calls.length > 1)).toEqual([true, true, true]);
});

test('sends at a resume what a pause has held', async () => {
  const { core, pause, channel, sent } = await open('three.db', { paused: true });
  core.start();
  await core.inbox.accept(sampleIncoming());
  expect(channel.sent).toEqual([]);
  const out = sent(1);

  await pause.set(false);
  await out;

  expect(channel.sent).toHaveLength(1);
});

test('answers the desk while a conversation waits', async () => {
  const { core, agent, channel } = await open('four.db');
  core.start();
  channel.looks.set('slow', [(signal) => untilAborted(signal)]);
  await core.inbox.accept(sampleIncoming({ remoteId: 'slow' }));
  const said: string[] = [];

  await core.desk.say(
    'Hi',
    (event) => void ('text' in event && said.push(event.text)),
    new AbortController().signal,
  );

  expect(said.at(-1)).toBe('re: Hi');
  expect(agent.heard).toEqual(['Hi']);
});

/** Ends with the signal only. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
