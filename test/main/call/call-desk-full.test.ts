import { expect, test } from 'vitest';
import { NetworkError } from '../../../shared/errors.ts';
import type { CallRecord } from '../../../main/call/ports.ts';
import { answered, caller, openDesk, ringing } from './desk-scene.ts';

const target = { type: 'tel', target: caller, name: '' } as const;
const refusal = 'say I am sorry, nobody can take this call now. Goodbye.';

/** A desk whose two places are taken. */
async function fullDesk() {
  const opened = openDesk();
  await answered(opened, 'one');
  await answered(opened, 'two');
  return opened;
}

/** Its end was told to nobody, because the connection was cut. */
function over(id: string): CallRecord {
  return { ...ringing(id), status: 'ended' };
}

test('whoever rings has the place of a call that is over without our having heard of it', async () => {
  const opened = await fullDesk();
  const { desk, telephony } = opened;
  telephony.calls.set('one', over('one'));

  await answered(opened, 'three');

  expect(desk.calls.map(({ record, refused }) => [record.id, refused])).toEqual([
    ['two', false],
    ['three', false],
  ]);
  expect(telephony.asked.filter((line) => line === 'say Hello.')).toHaveLength(3);
});

test('so has one of which the service knows nothing any more', async () => {
  const opened = await fullDesk();
  opened.telephony.calls.delete('one');

  await answered(opened, 'three');

  expect(opened.desk.calls.map(({ record }) => record.id)).toEqual(['two', 'three']);
});

test('several who ring at once have as many places as are free', async () => {
  const opened = await fullDesk();
  const { desk, telephony, clock } = opened;
  telephony.calls.set('one', over('one'));
  for (const id of ['three', 'four']) telephony.tell({ type: 'call-changed', call: ringing(id) });
  await clock.advanceAsync(50);

  expect(desk.calls.map(({ record, refused }) => [record.id, refused])).toEqual([
    ['two', false],
    ['three', false],
    ['four', true],
  ]);
});

test('whoever rings while all calls go on is refused', async () => {
  const opened = await fullDesk();

  await answered(opened, 'three');

  expect(opened.telephony.asked).toContain(refusal);
});

test.each([
  ['hangs', () => new Promise<never>(() => {})],
  ['fails', () => Promise.reject(new NetworkError('RESET', 'The connection broke.'))],
])('a service that %s keeps whoever rings for three seconds at most', async (_, readCall) => {
  const opened = await fullDesk();
  opened.telephony.readCall = readCall;

  await answered(opened, 'three');
  await opened.clock.advanceAsync(1500);

  expect(opened.telephony.asked).toContain(refusal);
});

test('whoever has hung up meanwhile is nobody any more', async () => {
  const { desk, telephony, clock } = await fullDesk();
  telephony.readCall = () => new Promise<never>(() => {});
  telephony.tell({ type: 'call-changed', call: ringing('three') });
  telephony.tell({ type: 'call-changed', call: over('three') });

  await clock.advanceAsync(1500);

  expect(desk.calls.map(({ record }) => record.id)).toEqual(['one', 'two']);
});

test('a call that is over keeps nobody from dialling', async () => {
  const { desk, telephony, clock } = await fullDesk();
  telephony.calls.set('one', over('one'));

  const placing = desk.place(target, null);
  await clock.advanceAsync(50);

  expect(await placing).toEqual({ callId: desk.calls.at(-1)?.record.id });
});
