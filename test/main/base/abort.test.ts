import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { onAbort, withinLimit } from '../../../main/base/abort.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const listenersOf = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length;

test('tells every listener once, in their order, with one listener at the signal', () => {
  const controller = new AbortController();
  const { signal } = controller;
  const told: number[] = [];
  const twice = (): void => void told.push(0);
  onAbort(signal, twice);
  onAbort(signal, twice);
  for (let index = 1; index <= 3; index += 1) onAbort(signal, () => void told.push(index));
  expect(listenersOf(signal)).toBe(1);
  controller.abort();
  controller.abort();
  expect(told).toEqual([0, 0, 1, 2, 3]);
  expect(listenersOf(signal)).toBe(0);
});

test('does not tell who has left, and leaves nothing at the signal', () => {
  const controller = new AbortController();
  const { signal } = controller;
  const told: string[] = [];
  const leaveFirst = onAbort(signal, () => void told.push('first'));
  const leaveSecond = onAbort(signal, () => void told.push('second'));
  leaveFirst();
  leaveFirst();
  expect(listenersOf(signal)).toBe(1);
  leaveSecond();
  expect(listenersOf(signal)).toBe(0);
  onAbort(signal, () => void told.push('third'));
  controller.abort();
  expect(told).toEqual(['third']);
});

test('lets a listener leave, and others come, while it tells', () => {
  const controller = new AbortController();
  const told: string[] = [];
  const leave = onAbort(controller.signal, () => {
    told.push('first');
    leave();
    onAbort(controller.signal, () => void told.push('late'));
  });
  onAbort(controller.signal, () => void told.push('second'));
  controller.abort();
  expect(told).toEqual(['first', 'second']);
});

/** Work that ends when it is told to, and what its signal told it. */
function limited(signal = new AbortController().signal) {
  const clock = new FakeClock();
  const end = Promise.withResolvers<string>();
  const heard: AbortSignal[] = [];
  const work = (given: AbortSignal): Promise<string> => {
    heard.push(given);
    return end.promise;
  };
  const limit = { clock, ms: 1000, late: () => new Error('too slow') };
  return { clock, end, heard, come: withinLimit(work, limit, signal) };
}

test('work within its time comes to what it comes to, and no timer is left', async () => {
  const { clock, end, heard, come } = limited();
  end.resolve('done');
  expect(await come).toBe('done');
  clock.advance(5000);
  expect(heard[0]?.aborted).toBe(false);
});

test('work that is too slow is told, and not waited for', async () => {
  const { clock, heard, come } = limited();
  clock.advance(1000);
  await expect(come).rejects.toThrow('too slow');
  expect(heard[0]?.reason).toMatchObject({ message: 'too slow' });
});

test('work ends at once with its signal, and is not begun under one that is over', async () => {
  const controller = new AbortController();
  const { heard, come } = limited(controller.signal);
  controller.abort(new Error('quit'));
  await expect(come).rejects.toThrow('quit');
  expect(heard[0]?.aborted).toBe(true);
  const after = limited(controller.signal);
  await expect(after.come).rejects.toThrow('quit');
  expect(after.heard).toEqual([]);
});
