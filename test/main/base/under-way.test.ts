import { expect, test } from 'vitest';
import { UnderWay } from '../../../main/base/under-way.ts';

test('is idle when all has ended, also what began meanwhile', async () => {
  const underWay = new UnderWay();
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  underWay.add(first.promise.then(() => underWay.add(second.promise)));
  let isIdle = false;
  const idle = underWay.idle().then(() => (isIdle = true));
  first.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(isIdle).toBe(false);
  second.resolve();
  await idle;
  await underWay.idle();
});
