import { expect, onTestFinished, test, vi } from 'vitest';
import { dayOf, threadRows, type ThreadRow } from '../../../renderer/thread/thread-rows.ts';
import { dayName, fullTime, timeOfDay, untilTomorrowMs } from '../../../renderer/thread/times.ts';
import { aMessage, aReply } from '../messages.ts';

function sketch(rows: readonly ThreadRow[]): readonly string[] {
  return rows.map((row) =>
    row.type !== 'message' ? row.type : `${row.message.id}${row.continued ? ' continued' : ''}`,
  );
}

test('a day mark begins each day', () => {
  const rows = threadRows([aMessage('a', 1), aMessage('b', 24 * 60 + 1), aMessage('c', 48 * 60)]);
  expect(sketch(rows)).toEqual(['day', 'a', 'day', 'b', 'day', 'c']);
});

test('a message continues the one above from the same person, channel and conversation', () => {
  const rows = threadRows([
    aMessage('a', 1),
    aMessage('b', 2),
    aReply('c', 3),
    aMessage('d', 4, { channel: 'carbonvoice', conversationId: '1' }),
    aMessage('e', 5, { channel: 'carbonvoice', conversationId: '2' }),
    aMessage('f', 11, { channel: 'carbonvoice', conversationId: '2' }),
  ]);
  expect(sketch(rows)).toEqual(['day', 'a', 'b continued', 'c', 'd', 'e', 'f']);
});

test('the mark stands before the first new message, below a day mark, and begins anew', () => {
  const messages = [aMessage('a', 1), aMessage('b', 2), aMessage('c', 24 * 60 + 1)];
  const marked = (firstId: string) => sketch(threadRows(messages, { firstId, count: 1 }));
  expect(marked('b')).toEqual(['day', 'a', 'new', 'b', 'day', 'c']);
  expect(marked('c')).toEqual(['day', 'a', 'b continued', 'day', 'new', 'c']);
  expect(marked('gone')).toEqual(['day', 'a', 'b continued', 'day', 'c']);
});

test('times are those of the clock where the reader is now', () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  const shown = (zone: string) => {
    vi.stubEnv('TZ', zone);
    return [timeOfDay(0), fullTime(0)].join(' ');
  };
  const there = shown('Asia/Tokyo');
  expect(shown('UTC')).not.toBe(there);
  expect(shown('Asia/Tokyo')).toBe(there);
});

test('days are named as people name them', () => {
  const now = new Date(2026, 10, 20, 0, 5).getTime();
  expect(dayName(new Date(2026, 10, 20, 0, 1).getTime(), now)).toBe('Today');
  expect(dayName(new Date(2026, 10, 19, 23, 59).getTime(), now)).toBe('Yesterday');
  expect(dayName(new Date(2026, 10, 18).getTime(), now)).not.toMatch(/2026/);
  expect(dayName(new Date(2025, 10, 18).getTime(), now)).toMatch(/2025/);
  expect(dayOf(now + untilTomorrowMs(now))).toBe('2026-11-21');
  expect(dayOf(now + untilTomorrowMs(now) - 1)).toBe('2026-11-20');
});
