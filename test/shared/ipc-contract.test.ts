import { expect, test } from 'vitest';
import { assertNever } from '../../shared/assert-never.ts';
import {
  ipcEvents,
  ipcRequestFrameSchema,
  ipcServerFrameSchema,
  stateChangeSchema,
} from '../../shared/ipc-contract.ts';
import { threadMessageSchema } from '../../shared/thread.ts';
import { turnSchema } from '../../shared/turns.ts';
import { sampleReply, sampleTurn } from '../fakes/thread-samples.ts';

test.each([
  { type: 'message-saved', message: sampleReply() },
  { type: 'reply-grown', messageId: 'm', text: '' },
  { type: 'reply-dropped', messageId: 'm' },
  {
    ...{ type: 'step-changed', turnId: 't' },
    step: { id: 's', tool: 'find_file', summary: 'Look', state: 'done', reason: null },
  },
  { type: 'paused-changed', paused: true },
  { type: 'faults-changed', faults: [] },
])('a change is taken as it is: $type', (change) => {
  expect(stateChangeSchema.parse(change)).toEqual(change);
  const event = { revision: 1, change };
  expect(ipcEvents['state:changed'].parse(event)).toEqual(event);
});

test.each([
  { type: 'other' },
  { type: 'paused-changed' },
  { type: 'message-saved', message: { ...sampleReply(), delivery: 'lost' } },
  { type: 'message-saved', message: { ...sampleReply(), principal: 'admin' } },
])('a change that is none is refused: %j', (change) => {
  expect(stateChangeSchema.safeParse(change).success).toBe(false);
});

test('connections are told all together', () => {
  const connections = { llm: { status: 'off', detail: '', remedy: '' } };

  expect(stateChangeSchema.safeParse({ type: 'connections-changed', connections }).success).toBe(
    false,
  );
});

test.each([
  { id: 1, answer: { ok: true, value: { any: 'thing' } } },
  { id: 1, answer: { ok: false, error: { code: 'C', message: '', remedy: '', retryable: true } } },
  { event: 'state:changed', payload: {} },
])('a frame to the window is read: %j', (frame) => {
  expect(ipcServerFrameSchema.parse(frame)).toEqual(frame);
});

test.each([{ id: 'a', name: 'x' }, { name: 'x' }, { id: 1.5, name: 'x' }, null, []])(
  'a frame of the window that is none is refused: %j',
  (frame) => {
    expect(ipcRequestFrameSchema.safeParse(frame).success).toBe(false);
  },
);

test('messages and turns are whole or refused', () => {
  const { reason: _reason, ...message } = sampleReply();
  const { doneAt: _doneAt, ...turn } = sampleTurn();

  expect(threadMessageSchema.safeParse(message).success).toBe(false);
  expect(turnSchema.safeParse(turn).success).toBe(false);
  expect(turnSchema.parse(sampleTurn())).toEqual(sampleTurn());
});

test('what must not happen ends at once', () => {
  expect(() => assertNever('x' as never)).toThrow(/./u);
});
