import { expect, test } from 'vitest';
import { applyChange } from '../../../renderer/state/apply-event.ts';
import { changePast, withChanges } from '../../../renderer/state/thread-window.ts';
import type { StateChange } from '../../../shared/ipc-contract.ts';
import type { TurnStep } from '../../../shared/turn-step.ts';
import { aMessage, aReply, aSnapshot } from '../messages.ts';

const running: TurnStep = {
  ...{ id: '1', tool: 'find_file', summary: 'Look', state: 'running', reason: null },
};
const done: TurnStep = { ...running, state: 'done' };
const asked = aMessage('q', 1, { turnId: 't' });
const reply = aReply('r', 2, { turnId: 't', delivery: 'sending', text: '' });

function told(step: TurnStep, turnId = 't'): StateChange {
  return { type: 'step-changed', turnId, step };
}

test('a step stands with the reply of its turn, in its newest state', () => {
  const first = applyChange(aSnapshot([asked, reply]), told(running));
  const second = applyChange(applyChange(first, told(done)), told({ ...done, id: '2' }));
  expect(first.messages.map(({ steps }) => steps)).toEqual([undefined, [running]]);
  expect(second.messages[1]?.steps).toEqual([done, { ...done, id: '2' }]);
});

test('a step of a turn that is not loaded changes nothing', () => {
  const before = aSnapshot([asked, reply]);
  expect(applyChange(before, told(done, 'other'))).toBe(before);
});

test('steps stay when their reply is saved, and when a page on its way comes late', () => {
  const shown = applyChange(aSnapshot([asked, reply]), told(done));
  const whole = { ...reply, delivery: 'sent', text: 'Here.' } as const;
  const saved = { type: 'message-saved', message: whole } as const;
  expect(applyChange(shown, saved).messages[1]).toEqual({ ...whole, steps: [done] });
  const moved = { type: 'message-saved', message: { ...whole, at: whole.at + 1 } } as const;
  expect(applyChange(shown, moved).messages[1]?.steps).toEqual([done]);
  const page = withChanges({ messages: [{ ...reply, steps: [running] }] }, [told(done), saved]);
  expect(page.messages[0]).toEqual({ ...whole, steps: [done] });
});

test('a step is told to what is read of the past as well', () => {
  const past = { messages: [asked, { ...reply, steps: [running] }], hasOlder: false, joined: true };
  expect(changePast(past, told(done), aReply('z', 9)).messages[1]?.steps).toEqual([done]);
});
