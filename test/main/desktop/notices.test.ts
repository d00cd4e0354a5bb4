import { expect, test } from 'vitest';
import { isWhole, noticesOf } from '../../../main/desktop/notices.ts';
import { notificationOf } from '../../../main/desktop/notifier.ts';
import type { Surroundings } from '../../../main/desktop/notifier.ts';
import { callView, pendingAction, toldMessage } from '../../fakes/notice-scene.ts';

const open: Surroundings = {
  ...{ wanted: true, focused: false, locked: false, quiet: false, platform: 'darwin' },
};

test('an action that waits is a matter until it is decided', () => {
  const action = pendingAction();
  const waiting = noticesOf({ type: 'approvals-changed', approvals: [action] });
  expect(waiting).toMatchObject({ raised: [{ id: 'action a1', actionId: 'a1' }], over: [] });
  const decided = { ...action, state: 'approved' } as const;
  expect(noticesOf({ type: 'approvals-changed', approvals: [decided] })).toEqual({
    ...{ raised: [], over: ['action a1'] },
  });
});

test('an incoming call is one until it is over, a call of ours is none', () => {
  const call = callView();
  const calls = [call, { ...call, callId: 'out', direction: 'outgoing' } as const];
  const { raised } = noticesOf({ type: 'calls-changed', calls });
  expect(raised.map(({ id }) => id)).toEqual(['call c1']);
  const { over } = noticesOf({ type: 'calls-changed', calls: [{ ...call, state: 'over' }] });
  expect(over).toEqual(['call c1']);
});

test('a failed message is one until it is tried again or dropped; a reply that leaves is none', () => {
  const failed = toldMessage({ channel: 'carbonvoice', delivery: 'failed', reason: 'Too old.' });
  const save = (message: typeof failed) => noticesOf({ type: 'message-saved', message });
  expect(save(failed).raised).toMatchObject([
    { title: 'A message was not sent', body: 'Too old.' },
  ]);
  expect(save({ ...failed, delivery: 'queued' })).toEqual({ raised: [], over: ['message m1'] });
  const dropped = { ...failed, reason: 'Dropped by the owner.' };
  expect(save(dropped).raised).toEqual([]);
  expect(save({ ...failed, delivery: 'sent' }).raised).toEqual([]);
});

test('a reminder is one, a line about an action or a call is none', () => {
  const told = toldMessage();
  const save = (message: typeof told) => noticesOf({ type: 'message-saved', message }).raised;
  expect(save(told)).toMatchObject([{ title: 'Reminder', body: 'Reminder: call Anna.' }]);
  expect(save({ ...told, actionId: 'a1' })).toEqual([]);
  expect(save({ ...told, callId: 'c1' })).toEqual([]);
  expect(save({ ...told, channel: 'desktop' })).toEqual([]);
});

const [notice] = noticesOf({ type: 'approvals-changed', approvals: [pendingAction()] }).raised;

test('a yes or no is offered only where there are buttons and all of it can be read', () => {
  if (notice === undefined) throw new Error('no notice');
  const texts = (body: string, platform = 'darwin') =>
    notificationOf({ ...notice, body }, { ...open, platform })?.actions?.map(({ text }) => text);
  expect(texts('Call Anna.')).toEqual(['Approve', 'Deny']);
  expect(texts('x'.repeat(141))).toEqual(['Open']);
  expect(texts('Two\nlines')).toEqual(['Open']);
  expect(texts('Call Anna.', 'linux')).toBeUndefined();
  expect(isWhole({ body: 'x'.repeat(140) })).toBe(true);
});

test('nothing is shown to whoever looks at the window, in quiet hours, or unwanted', () => {
  if (notice === undefined) throw new Error('no notice');
  expect(notificationOf(notice, { ...open, focused: true })).toBeNull();
  expect(notificationOf(notice, { ...open, quiet: true })).toBeNull();
  expect(notificationOf(notice, { ...open, wanted: false })).toBeNull();
});

test('a locked screen shows nobody’s words and has no buttons', () => {
  if (notice === undefined) throw new Error('no notice');
  expect(notificationOf(notice, { ...open, locked: true })).toEqual({
    ...{ title: 'Adjutant', body: 'Something waits for you.' },
  });
});
