import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallView } from '../../../shared/call-status.ts';
import { applyChange } from '../../../renderer/state/apply-event.ts';
import { aMessage, aReply, aSnapshot, idsOf } from '../messages.ts';
import { comparePositions } from '../../../shared/thread.ts';

describe('a saved message', () => {
  test('goes to its place by time, then by id', () => {
    const before = aSnapshot([aMessage('b', 1), aMessage('d', 2)]);
    const ids = (id: string, at: number) =>
      idsOf(applyChange(before, { type: 'message-saved', message: aMessage(id, at) }).messages);
    expect(ids('e', 3)).toEqual(['b', 'd', 'e']);
    expect(ids('c', 2)).toEqual(['b', 'c', 'd']);
    expect(ids('a', 0)).toEqual(['a', 'b', 'd']);
  });

  test('replaces the one with its id, also where its time changed', () => {
    const before = aSnapshot([aMessage('a', 1), aMessage('b', 2)]);
    const same = applyChange(before, {
      type: 'message-saved',
      message: aMessage('a', 1, { delivery: 'failed' }),
    });
    expect(same.messages.map(({ delivery }) => delivery)).toEqual(['failed', 'handled']);
    const moved = applyChange(before, { type: 'message-saved', message: aMessage('a', 3) });
    expect(idsOf(moved.messages)).toEqual(['b', 'a']);
  });

  test('that lies before all that is loaded comes with its page instead', () => {
    const change = { type: 'message-saved', message: aMessage('a', 0) } as const;
    const loaded = [aMessage('b', 1)];
    expect(idsOf(applyChange(aSnapshot(loaded, { hasOlder: true }), change).messages)).toEqual([
      'b',
    ]);
    expect(idsOf(applyChange(aSnapshot([], { hasOlder: true }), change).messages)).toEqual(['a']);
  });

  test('keeps the thread sorted and free of doubles, whatever comes', () => {
    const change = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), at: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        let state = aSnapshot();
        for (const { id, at } of changes) {
          state = applyChange(state, { type: 'message-saved', message: aMessage(id, at) });
        }
        const expected = [...new Map(changes.map(({ id, at }) => [id, aMessage(id, at)])).values()];
        expect(state.messages).toEqual(expected.sort(comparePositions));
      }),
    );
  });
});

describe('a reply', () => {
  test('grows by what is appended', () => {
    const before = aSnapshot([
      aMessage('q', 1),
      aReply('r', 2, { text: 'Good', delivery: 'sending' }),
    ]);
    const after = applyChange(before, { type: 'reply-grown', messageId: 'r', text: ' day' });
    expect(after.messages.at(-1)?.text).toBe('Good day');
    expect(after.messages[0]).toBe(before.messages[0]);
  });

  test('disappears when it is dropped', () => {
    const before = aSnapshot([aMessage('q', 1), aReply('r', 2)]);
    const after = applyChange(before, { type: 'reply-dropped', messageId: 'r' });
    expect(idsOf(after.messages)).toEqual(['q']);
  });

  test('that is not loaded changes nothing', () => {
    const before = aSnapshot([aMessage('q', 1)]);
    expect(applyChange(before, { type: 'reply-grown', messageId: 'x', text: '!' })).toBe(before);
    expect(applyChange(before, { type: 'reply-dropped', messageId: 'x' })).toBe(before);
  });
});

test('deleted messages disappear, and only they', () => {
  const before = aSnapshot([aMessage('a', 1), aReply('b', 2), aMessage('c', 3)]);
  const change = { type: 'messages-removed', messageIds: ['c', 'a', 'x'] } as const;
  expect(idsOf(applyChange(before, change).messages)).toEqual(['b']);
  expect(applyChange(before, { type: 'messages-removed', messageIds: ['x'] })).toBe(before);
});

describe('the rest', () => {
  test('pausing, connections and faults are taken over', () => {
    const before = aSnapshot([], { rehearsal: { faults: [] } });
    const paused = applyChange(before, { type: 'paused-changed', paused: true });
    expect(paused.paused).toBe(true);
    const failed = { status: 'failed', detail: 'd', remedy: 'r' } as const;
    const connections = { ...before.connections, llm: failed };
    const connected = applyChange(before, { type: 'connections-changed', connections });
    expect(connected.connections.llm).toEqual(failed);
    const faults = [{ name: 'slow', label: 'Slow', on: true }];
    expect(applyChange(before, { type: 'faults-changed', faults }).rehearsal).toEqual({ faults });
  });

  test('calls come all together: those that are left out are gone', () => {
    const call = (callId: string): CallView => ({
      ...{ callId, direction: 'incoming', number: '+12025550123', principal: 'stranger' },
      ...{ state: 'live', startedAt: 1, endedAt: null, muted: false, trouble: null },
      ...{ answered: true, handOver: null, outcome: null, captions: [] },
    });
    const before = aSnapshot([aMessage('a', 1)]);
    const two = applyChange(before, { type: 'calls-changed', calls: [call('k1'), call('k2')] });
    expect(two.calls.map(({ callId }) => callId)).toEqual(['k1', 'k2']);
    expect(two.messages).toBe(before.messages);
    const muted = { ...call('k2'), muted: true };
    const one = applyChange(two, { type: 'calls-changed', calls: [muted] });
    expect(one.calls).toEqual([muted]);
  });

  test('faults mean nothing without a rehearsal', () => {
    const before = aSnapshot();
    expect(applyChange(before, { type: 'faults-changed', faults: [] })).toBe(before);
  });
});
