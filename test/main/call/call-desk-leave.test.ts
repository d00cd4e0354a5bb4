import { expect, test } from 'vitest';
import type { CallDesk } from '../../../main/call/call-desk.ts';
import { answered, caller, openDesk, ringing } from './desk-scene.ts';

const target = { type: 'tel', target: caller, name: '' } as const;

test('a call that rings is left to the mailbox, and is no call of ours any more', async () => {
  const { desk, telephony, clock } = openDesk({ hasMailbox: true });
  telephony.calls.set('rings', ringing('rings'));
  telephony.tell({ type: 'call-changed', call: ringing('rings') });

  const left = desk.takeLeave();
  await clock.advanceAsync(4000);
  await left;

  expect(telephony.asked).not.toContain('hang-up rings');
  expect(desk.calls).toEqual([]);
});

test('a call that begins to ring meanwhile is not taken, and the next one after the return is', async () => {
  const opened = openDesk({ hasMailbox: true });
  const { desk, telephony, clock } = opened;
  const left = desk.takeLeave();
  telephony.tell({ type: 'call-changed', call: ringing('meanwhile') });
  await clock.advanceAsync(4000);
  await left;
  expect(desk.calls).toEqual([]);

  desk.back();
  telephony.tell({ type: 'call-changed', call: ringing('after') });
  expect(desk.calls.map(({ record }) => record.id)).toEqual(['after']);
});

test('a call that is being dialled is hung up as soon as it is known', async () => {
  const { desk, telephony, clock } = openDesk();
  const dialled = Promise.withResolvers<string>();
  telephony.place = () => dialled.promise;
  const placing = desk.place(target, null);
  await clock.advanceAsync(0);

  const left = desk.takeLeave();
  await clock.advanceAsync(4000);
  await left;
  dialled.resolve('late');
  await placing;
  await clock.advanceAsync(50);

  expect(telephony.asked).toContain('hang-up late');
});

test('who rang while all places were taken is not taken after we have left', async () => {
  const opened = openDesk();
  const { desk, telephony, clock } = opened;
  for (const id of ['one', 'two']) await answered(opened, id);
  telephony.readCall = () => new Promise<never>(() => {});
  telephony.tell({ type: 'call-changed', call: ringing('three') });

  const left = desk.takeLeave();
  await clock.advanceAsync(8000);
  await left;

  expect(desk.calls.map(({ record }) => record.id)).not.toContain('three');
});

test.each([
  ['let go', (desk: CallDesk) => desk.letGo('rings')],
  ['left', (desk: CallDesk) => void desk.takeLeave().then(() => desk.back())],
])('a call that was %s and rings on is not begun anew beside its mailbox', async (_how, leave) => {
  const opened = openDesk({ hasMailbox: true });
  const { desk, telephony, clock } = opened;
  telephony.calls.set('rings', ringing('rings'));
  telephony.tell({ type: 'call-changed', call: ringing('rings') });
  leave(desk);
  await clock.advanceAsync(4000);

  desk.takeUp();
  await clock.advanceAsync(100);
  telephony.tell({ type: 'resynced', wasDeaf: true });
  await clock.advanceAsync(100);
  telephony.tell({ type: 'call-changed', call: { ...ringing('rings'), answeredAt: 7 } });

  expect(desk.calls).toEqual([]);
});
