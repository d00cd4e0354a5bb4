import { expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import type { RequestCount } from '../../../main/tunnel/ports.ts';
import { RequestMeter } from '../../../main/tunnel/request-meter.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const november = Date.UTC(2026, 10, 30, 23, 59);
const minute = 60_000;

function open(kept: RequestCount | null = null, monthlyRequests = 10) {
  const clock = new FakeClock(november);
  const written: RequestCount[] = [];
  const memory = {
    read: async () => kept,
    write: async (count: RequestCount) => void written.push(count),
  };
  const meter = new RequestMeter({ memory, monthlyRequests, clock, log: silentLogger });
  const note = (times: number): void => {
    for (let index = 0; index < times; index += 1) meter.note();
  };
  return { clock, meter, written, note };
}

test('adds to what an earlier run has counted in the month', async () => {
  const { clock, meter, note } = open({ month: '2026-11', count: 4 });
  note(2);
  await clock.advanceAsync(0);
  expect(meter.use).toEqual({ month: '2026-11', count: 6, plan: 10 });
});

test('begins anew with the month, by the calendar of UTC', async () => {
  const { clock, meter, note } = open({ month: '2026-10', count: 9 });
  await clock.advanceAsync(0);
  note(9);
  expect(meter.warning).not.toBe('');
  await clock.advanceAsync(2 * minute);
  expect(meter.use).toEqual({ month: '2026-12', count: 0, plan: 10 });
  expect(meter.warning).toBe('');
  note(1);
  expect(meter.use.count).toBe(1);
});

test('writes once a minute at most, and what is left at the end', async () => {
  const { clock, meter, written, note } = open();
  note(500);
  await clock.advanceAsync(minute / 2);
  expect(written).toEqual([]);
  await clock.advanceAsync(minute / 2);
  expect(written).toEqual([{ month: '2026-11', count: 500 }]);
  note(1);
  await meter.close();
  await meter.close();
  expect(written.slice(1)).toEqual([{ month: '2026-12', count: 1 }]);
  expect(clock.pending).toBe(0);
});

test('warns at 80 % and at the end, and tells each once', async () => {
  const { clock, meter, note } = open();
  await clock.advanceAsync(0);
  let told = 0;
  meter.changed.on(() => (told += 1));
  note(7);
  expect([meter.warning, told]).toEqual(['', 0]);
  note(1);
  expect(meter.warning).toMatch(/80 %/);
  note(2);
  expect(meter.warning).toMatch(/used up/);
  expect(meter.isUsedUp).toBe(true);
  note(5);
  expect(told).toBe(2);
});

test('without a limit nothing is warned of', () => {
  const { meter, note } = open(null, 0);
  note(1000);
  expect(meter.use.plan).toBeNull();
  expect([meter.warning, meter.isUsedUp]).toEqual(['', false]);
});

test('goes on counting when the count can be neither read nor kept', async () => {
  const clock = new FakeClock(november - 60 * minute);
  const no = (): Promise<never> => Promise.reject(new Error('the disk is gone'));
  const meter = new RequestMeter({
    memory: { read: no, write: no },
    ...{ monthlyRequests: 10, clock, log: silentLogger },
  });
  meter.note();
  await clock.advanceAsync(minute);
  await meter.close();
  expect(meter.use.count).toBe(1);
});
