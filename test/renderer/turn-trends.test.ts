import { expect, test } from 'vitest';
import { trendsOf } from '../../renderer/views/turn-trends.ts';
import type { Turn } from '../../shared/turns.ts';

const hour = 3_600_000;

/** A turn that was received at an hour, whose words came 100 ms later, and whose answer `ms` after those. */
function turn(at: number, ms: number, changes: Partial<Turn> = {}): Turn {
  return {
    ...{ turnId: `${at} ${ms}`, channel: 'phone', callId: null, interruptedAt: null },
    ...{ receivedAt: at * hour, transcriptAt: at * hour + 100, modelAskedAt: null },
    ...{ firstTokenAt: null, firstSentenceAt: null, firstSentAt: at * hour + 100 + ms },
    doneAt: null,
    ...changes,
  };
}

test('each part is told for each stretch of time, the empty ones left out', () => {
  const all = trendsOf([turn(50, 900), turn(50, 100), turn(50, 300), turn(8, 500)], null);

  expect(all?.stepMs).toBe(6 * hour);
  expect(all?.trends.find(({ of }) => of === 'answer')?.points).toEqual([
    { at: 6 * hour, count: 1, p50: 500, p95: 500 },
    { at: 48 * hour, count: 3, p50: 300, p95: 900 },
  ]);
  expect(all?.trends.map(({ of }) => of)).toEqual(['answer', 'transcriptAt', 'firstSentAt']);
});

test('turns of one channel can be looked at alone', () => {
  const turns = [turn(1, 100), turn(2, 300, { channel: 'desktop' })];

  expect(trendsOf(turns, 'desktop')?.trends[0]?.points).toMatchObject([{ count: 1, p50: 300 }]);
  expect(trendsOf(turns, 'sms')).toBeNull();
  expect(trendsOf([], null)).toBeNull();
});

test('turns of one moment are one point, and a year is no more than can be told apart', () => {
  expect(trendsOf([turn(1, 100), turn(1, 200)], null)?.trends[0]?.points).toHaveLength(1);
  const year = Array.from({ length: 365 }, (_, day) => turn(day * 24, 100));
  expect(trendsOf(year, null)?.trends[0]?.points.length).toBeLessThanOrEqual(30);
});
