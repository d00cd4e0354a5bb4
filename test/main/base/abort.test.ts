import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { onAbort } from '../../../main/base/abort.ts';

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
