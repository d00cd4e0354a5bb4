import { expect, test } from 'vitest';
import { CallsOfDay } from '../../../main/call/calls-of-day.ts';
import { RefusedError } from '../../../shared/errors.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { answered, openDesk } from './desk-scene.ts';

const target = { type: 'tel', target: '+12025550199', name: '' } as const;
const refusal = { code: 'CALLS_DAY_FULL', remedy: expect.stringContaining('maxCallsOutPerDay') };

test('what is over the number of the day is refused before it is dialled', async () => {
  const { desk, telephony } = openDesk({ mostOut: 1 });
  await desk.place(target, null);
  await expect(desk.place(target, null)).rejects.toMatchObject(refusal);
  expect(telephony.asked.filter((asked) => asked.startsWith('place'))).toHaveLength(1);
});

test('a call that the service surely did not place takes nothing of the day', async () => {
  const { desk, telephony } = openDesk({ mostOut: 1 });
  telephony.failures.set('place', new RefusedError('VOIPBIN_REFUSED', 'no money'));
  await expect(desk.place(target, null)).rejects.toThrow('no money');
  await expect(desk.place(target, null)).resolves.toMatchObject({});
});

test('nor is a call handed over beyond it: the caller is told, and nobody is dialled', async () => {
  const opened = openDesk({ mostOut: 0 });
  await answered(opened);
  opened.desk.handOver(null, { ...target, target: '+12025550144' }, null);
  await opened.clock.advanceAsync(9000);
  expect(opened.kept).toContainEqual(expect.stringContaining('call failed +12025550144 As many'));
  expect(opened.telephony.asked).not.toContain('place +12025550144');
});

test('two that are dialled at once count both', async () => {
  const clock = new FakeClock();
  const day = new CallsOfDay({
    ...{ most: 2, timeZone: 'UTC', clock },
    countSince: () => Promise.resolve(0),
  });
  const [first, second] = await Promise.all([day.take(), day.take()]);
  await expect(day.take()).rejects.toMatchObject(refusal);
  first();
  await expect(day.take()).resolves.toBeInstanceOf(Function);
  second();
});

test('what cannot be counted is told, and takes no place', async () => {
  let fails = true;
  const day = new CallsOfDay({
    ...{ most: 1, timeZone: 'UTC', clock: new FakeClock() },
    countSince: () => (fails ? Promise.reject(new Error('no disk')) : Promise.resolve(0)),
  });
  await expect(day.take()).rejects.toThrow('no disk');
  fails = false;
  await expect(day.take()).resolves.toBeInstanceOf(Function);
});

test('the day begins at midnight where the owner is, also on the day when the clocks change', async () => {
  const asked: number[] = [];
  const clock = new FakeClock(Date.parse('2026-03-29T10:00:00Z'));
  const day = new CallsOfDay({
    ...{ most: 1, timeZone: 'Europe/Berlin', clock },
    countSince: async (since) => {
      asked.push(since);
      return 0;
    },
  });
  await day.take();
  expect(asked).toEqual([Date.parse('2026-03-28T23:00:00Z')]);
});
