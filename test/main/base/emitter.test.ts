import { expect, test, vi } from 'vitest';
import { Emitter } from '../../../main/base/emitter.ts';

test('tells every listener, until it is removed', () => {
  const emitter = new Emitter<number>();
  const heard: string[] = [];
  const stop = emitter.on((value) => heard.push(`a${value}`));
  emitter.on((value) => heard.push(`b${value}`));

  emitter.emit(1);
  stop();
  stop();
  emitter.emit(2);

  expect(heard).toEqual(['a1', 'b1', 'b2']);
  expect(emitter.listenerCount).toBe(1);
});

test('a listener that throws keeps nobody else from anything, and is heard of all the same', async () => {
  const emitter = new Emitter<number>();
  const heard: number[] = [];
  const broken = new Error('broken');
  emitter.on(() => {
    throw broken;
  });
  emitter.on(() => AbortSignal.abort().throwIfAborted());
  emitter.on((value) => heard.push(value));
  const crashed = vi.fn<(error: unknown) => void>();
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', crashed);

  emitter.emit(1);
  expect(heard).toEqual([1]);
  await new Promise((resolve) => setImmediate(resolve));
  process.removeListener('uncaughtException', crashed);
  for (const listener of listeners) process.on('uncaughtException', listener);

  expect(crashed.mock.calls.map(([error]) => error)).toEqual([broken]);
});
