import { expect, test } from 'vitest';
import { Power } from '../../../main/app/power.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const second = 1000;
const minute = 60 * second;

function openPower() {
  const clock = new FakeClock();
  const done: string[] = [];
  const step = (name: string) => ({ name, run: () => void done.push(name) });
  const broken = { name: 'broken', run: () => Promise.reject(new Error('no')) };
  const power = new Power({
    suspending: [step('voicemail'), broken, step('goodbye')],
    woke: [broken, step('phone'), step('model')],
    timers: { hold: () => void done.push('hold'), release: () => void done.push('release') },
    ...{ clock, log: silentLogger },
  });
  return { power, clock, done };
}

const night = ['voicemail', 'goodbye', 'hold'];
const morning = ['phone', 'model', 'release'];

test('sleep and wake are told in order, timers stand still between them, and one failure stops no other step', async () => {
  const { power, done } = openPower();
  await power.suspending();
  expect(done).toEqual(night);
  await power.woke();
  expect(done).toEqual([...night, ...morning]);
});

test('a wake in the middle of a good night has the last word', async () => {
  const { power, done } = openPower();
  await Promise.all([power.suspending(), power.woke()]);
  expect(done).toEqual([...night, ...morning]);
});

test('a step that never ends keeps no other from being done', async () => {
  const clock = new FakeClock();
  const done: string[] = [];
  const power = new Power({
    suspending: [],
    woke: [
      { name: 'stuck', run: () => new Promise<void>(() => {}) },
      { name: 'phone', run: () => void done.push('phone') },
    ],
    timers: { hold: () => {}, release: () => void done.push('release') },
    ...{ clock, log: silentLogger },
  });
  const woke = power.woke();
  await clock.advanceAsync(6 * second);
  await woke;
  expect(done).toEqual(['phone', 'release']);
});

test.each([10 * minute, -10 * minute])(
  'a jump of the clock by %i ms is a wake that nobody told',
  async (jumpMs) => {
    const { clock, done } = openPower();
    await clock.advanceAsync(minute);
    clock.setNow(clock.now() + jumpMs);
    await clock.advanceAsync(minute);
    expect(done).toEqual(morning);
  },
);

test('a wake that the system tells, the clock shows and the network follows is one', async () => {
  const { power, clock, done } = openPower();
  clock.setNow(clock.now() + 10 * minute);
  await power.woke();
  await power.woke();
  await clock.advanceAsync(9 * second);
  await power.woke();
  expect(done).toEqual(morning);
});

test('a second sleep is a second wake, also right after the first', async () => {
  const { power, clock, done } = openPower();
  await power.woke();
  await clock.advanceAsync(minute);
  await power.woke();
  await power.suspending();
  await power.woke();
  expect(done).toEqual([...morning, ...morning, ...night, ...morning]);
});

test('who is told of a sleep that never comes is awake again after a minute', async () => {
  const { power, clock, done } = openPower();
  await power.suspending();
  await clock.advanceAsync(59 * second);
  expect(done).toEqual(night);
  await clock.advanceAsync(10 * minute);
  expect(done).toEqual([...night, ...morning]);
});

test('another network is looked at once, at some distance from the last time', async () => {
  const { power, clock, done } = openPower();
  power.networkChanged();
  await clock.advanceAsync(0);
  expect(done).toEqual(morning);
  await clock.advanceAsync(3 * second);
  power.networkChanged();
  power.networkChanged();
  await clock.advanceAsync(6 * second);
  expect(done).toEqual(morning);
  await clock.advanceAsync(minute);
  expect(done).toEqual([...morning, ...morning]);
});

test('another network in sleep is left to the wake', async () => {
  const { power, clock, done } = openPower();
  await power.suspending();
  power.networkChanged();
  await clock.advanceAsync(30 * second);
  await power.woke();
  await clock.advanceAsync(10 * minute);
  expect(done).toEqual([...night, ...morning]);
});

test('a busy moment is no wake, and time that passes is none either', async () => {
  const { clock, done } = openPower();
  clock.setNow(clock.now() + 9000);
  await clock.advanceAsync(10 * minute);
  expect(done).toEqual([]);
});

test('leaves no timer behind, holds none, and can be closed twice', async () => {
  const { power, clock, done } = openPower();
  await clock.advanceAsync(minute);
  await power.suspending();
  await power.close();
  expect(done).toEqual([...night, 'release']);
  await power.close();
  expect(clock.pending).toBe(0);
});
