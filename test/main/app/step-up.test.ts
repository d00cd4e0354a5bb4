import { expect, test } from 'vitest';
import { KeptPin } from '../../../main/app/step-up.ts';
import { silentLogger } from '../../../main/base/log.ts';

test('a PIN that is changed while it is read is read anew', async () => {
  const reads: PromiseWithResolvers<string | null>[] = [];
  const get = (): Promise<string | null> => {
    const read = Promise.withResolvers<string | null>();
    reads.push(read);
    return read.promise;
  };
  const pin = new KeptPin({ get }, silentLogger);
  const loaded = pin.load();
  pin.forget();
  reads[0]?.resolve('1111');
  await new Promise((resolve) => setImmediate(resolve));
  expect(pin.digits).toBeNull();
  reads[1]?.resolve('47 11');
  expect(await loaded).toBe('known');
  expect([pin.digits, pin.matches('1111'), pin.matches('4711')]).toEqual(['4711', false, true]);
});
