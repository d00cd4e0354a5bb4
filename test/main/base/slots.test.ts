import { expect, test } from 'vitest';
import { Slots } from '../../../main/base/slots.ts';

test('runs so many at once and the others in the order they came', async () => {
  const slots = new Slots(2);
  const ends = ['a', 'b', 'c', 'd'].map((name) => ({ name, ...Promise.withResolvers<void>() }));
  const begun: string[] = [];
  const all = ends.map(({ name, promise }) =>
    slots.run(() => {
      begun.push(name);
      return promise;
    }),
  );
  await new Promise(setImmediate);
  expect(begun).toEqual(['a', 'b']);

  ends[1]?.resolve();
  await all[1];
  await new Promise(setImmediate);
  expect(begun).toEqual(['a', 'b', 'c']);

  for (const { resolve } of ends) resolve();
  await Promise.all(all);
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
});

test('frees the slot of a task that failed, and hands on its result', async () => {
  const slots = new Slots(1);

  await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');

  expect(await slots.run(() => Promise.resolve(7))).toBe(7);
});
