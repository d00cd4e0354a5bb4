import { expect, test } from 'vitest';
import { Nudges } from '../../../main/base/nudges.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const { signal: never } = new AbortController();

function setUp() {
  const clock = new FakeClock(0);
  const nudges = new Nudges(clock);
  const woken: string[] = [];
  const wait = (name: string, signal = never): Promise<unknown> =>
    nudges.wait(name, 1000, signal).then(() => woken.push(`${name} at ${clock.now()}`));
  return { clock, nudges, woken, wait };
}

test('waits for the delay without news', async () => {
  const { clock, woken, wait } = setUp();
  const waiting = wait('a');

  await clock.advanceAsync(999);
  expect(woken).toEqual([]);
  await clock.advanceAsync(1);
  await waiting;

  expect(woken).toEqual(['a at 1000']);
});

test('ends every wait of the name that is nudged, and no other', async () => {
  const { clock, nudges, woken, wait } = setUp();
  const waits = [wait('a'), wait('a')];
  const other = wait('b');

  nudges.nudge('a');
  await Promise.all(waits);

  expect(woken).toEqual(['a at 0', 'a at 0']);
  expect(clock.pending).toBe(1);
  await clock.advanceAsync(1000);
  await other;
});

test('ends all waits at once', async () => {
  const { clock, nudges, woken, wait } = setUp();
  const waits = [wait('a'), wait('b'), wait('a')];

  nudges.nudgeAll();
  await Promise.all(waits);

  expect(woken).toHaveLength(3);
  expect(clock.pending).toBe(0);
});

test('rejects with the reason of the signal and leaves no timer behind', async () => {
  const { clock, nudges } = setUp();
  const controller = new AbortController();
  const waiting = nudges.wait('a', 1000, controller.signal);

  controller.abort(new Error('over'));

  await expect(waiting).rejects.toThrow('over');
  expect(clock.pending).toBe(0);
  await expect(nudges.wait('a', 1000, controller.signal)).rejects.toThrow('over');
});

test('is not moved by a nudge before the wait', async () => {
  const { clock, nudges, woken, wait } = setUp();
  nudges.nudge('a');
  const waiting = wait('a');

  await clock.advanceAsync(1000);
  await waiting;

  expect(woken).toEqual(['a at 1000']);
});
