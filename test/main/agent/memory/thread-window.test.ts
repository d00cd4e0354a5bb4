import { expect, test } from 'vitest';
import { ThreadWindow } from '../../../../main/agent/memory/thread-window.ts';
import type { ThreadMessage } from '../../../../shared/thread.ts';
import { openMemoryLedger } from '../../../fakes/memory-ledger.ts';
import { sampleReply } from '../../../fakes/thread-samples.ts';

function line(at: number, change: Partial<ThreadMessage> = {}): ThreadMessage {
  return sampleReply({ id: `m${at}`, at, text: `line ${at}`, delivery: 'handled', ...change });
}

function texts(window: ThreadWindow, limit = 99): readonly string[] {
  return window.recent(limit).map(({ text }) => text);
}

test('follows the thread as the disk would tell it: order, changes, what is no past, what is gone', async () => {
  const store = openMemoryLedger();
  const window = new ThreadWindow();
  const changes: ThreadMessage[] = [
    line(10),
    line(30, { delivery: 'received' }),
    line(20),
    line(40, { text: '' }),
    line(25, { delivery: 'sending' }),
    line(50, { delivery: 'ignored' }),
  ];
  for (const change of changes) {
    await store.appendMessage(change);
    window.saved(change);
  }
  const onDisk = await store.recentMessages({ conversationId: null, limit: 99 });
  expect(window.recent(99)).toEqual(onDisk);

  window.saved(line(30));
  window.saved(line(20, { heard: 'li' }));
  window.removed(['m10', 'unknown']);
  expect(texts(window)).toEqual(['line 20', 'line 25', 'line 30']);
  expect(window.recent(99)[0]?.heard).toBe('li');
  expect(texts(window, 1)).toEqual(['line 30']);

  window.saved(line(25, { delivery: 'failed' }));
  expect(texts(window)).toEqual(['line 20', 'line 30']);
});

test('what was said while the disk was being read is not lost', async () => {
  const window = new ThreadWindow();
  const reading = Promise.withResolvers<readonly ThreadMessage[]>();
  const loaded = window.load({ recentMessages: () => reading.promise });
  window.saved(line(30));
  window.saved(line(20, { text: 'changed' }));

  expect(texts(window)).toEqual(['changed', 'line 30']);
  reading.resolve([line(10), line(20)]);
  await loaded;

  expect(texts(window)).toEqual(['line 10', 'changed', 'line 30']);
});

test('it holds the newest only', () => {
  const window = new ThreadWindow();
  for (let at = 0; at < 1000; at += 1) window.saved(line(at));

  expect(texts(window, 10_000)).toHaveLength(300);
  expect(texts(window).at(-1)).toBe('line 999');
});

test('of one number holds its calls and texts, and no conversation in which somebody else speaks', async () => {
  const window = new ThreadWindow();
  const by = (author: string, conversationId: string | null, channel: 'phone' | 'carbonvoice') =>
    ({ author, conversationId, channel, direction: 'in' }) as const;
  const out = { direction: 'out', author: 'agent' } as const;
  for (const one of [
    line(10, by('ann', 'call-1', 'phone')),
    line(11, { ...by('ann', 'call-1', 'phone'), ...out }),
    line(12, by('bob', 'call-2', 'phone')),
    line(13, { ...by('bob', 'call-2', 'phone'), ...out }),
    line(14, by('ann', 'mixed', 'phone')),
    line(15, by('bob', 'mixed', 'phone')),
    line(16, by('ann', 'elsewhere', 'carbonvoice')),
    line(17, by('ann', null, 'phone')),
    line(18, by('bob', 'now', 'phone')),
  ]) {
    window.saved(one);
  }
  const query = { conversationId: 'now', author: 'ann' };
  const found = await window.recentMessages({ ...query, limit: 99 });
  expect(found.map(({ at }) => at)).toEqual([10, 11, 18]);
  const last = await window.recentMessages({ ...query, limit: 2 });
  expect(last.map(({ at }) => at)).toEqual([11, 18]);
});
