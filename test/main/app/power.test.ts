import { expect, test } from 'vitest';
import { Power } from '../../../main/app/power.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const minute = 60_000;

function openPower() {
  const clock = new FakeClock();
  const done: string[] = [];
  const step = (name: string) => ({ name, run: () => void done.push(name) });
  const broken = { name: 'broken', run: () => Promise.reject(new Error('no')) };
  const power = new Power({
    suspending: [step('voicemail'), broken, step('goodbye')],
    woke: [broken, step('phone'), step('model')],
    ...{ clock, log: silentLogger },
  });
  return { power, clock, done };
}

test('sleep and wake are told in order, and one failure stops no other step', async () => {
  const { power, done } = openPower();
  await power.suspending();
  await power.woke();
  expect(done).toEqual(['voicemail', 'goodbye', 'phone', 'model']);
});

test.each([10 * minute, -10 * minute])(
  'a jump of the clock by %i ms is a wake that nobody told',
  async (jumpMs) => {
    const { clock, done } = openPower();
    await clock.advanceAsync(minute);
    clock.setNow(clock.now() + jumpMs);
    await clock.advanceAsync(minute);
    expect(done).toEqual(['phone', 'model']);
  },
);

test('a wake that the system tells and the clock shows is one', async () => {
  const { power, clock, done } = openPower();
  clock.setNow(clock.now() + 10 * minute);
  await power.woke();
  await clock.advanceAsync(minute);
  expect(done).toEqual(['phone', 'model']);
});

test('a second sleep is a second wake', async () => {
  const { power, clock, done } = openPower();
  await power.woke();
  await clock.advanceAsync(minute);
  await power.woke();
  expect(done).toHaveLength(4);
});

test('a busy moment is no wake, and time that passes is none either', async () => {
  const { clock, done } = openPower();
  clock.setNow(clock.now() + 9000);
  await clock.advanceAsync(10 * minute);
  expect(done).toEqual([]);
});

test('leaves no timer behind and can be closed twice', async () => {
  const { power, clock } = openPower();
  await clock.advanceAsync(minute);
  await power.close();
  await power.close();
  expect(clock.pending).toBe(0);
});
