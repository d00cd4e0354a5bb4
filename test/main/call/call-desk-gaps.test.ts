import { describe, expect, test } from 'vitest';
import { NetworkError, RemoteError } from '../../../shared/errors.ts';
import { phrases } from '../../../main/call/call-phrases.ts';
import type { CallRecord } from '../../../main/call/ports.ts';
import { answered, caller, openDesk, ringing, says } from './desk-scene.ts';

const target = { type: 'tel', target: caller, name: '' } as const;

function placed(id: string, createdAt: number | null, to = caller): CallRecord {
  const call = ringing(id);
  return {
    ...call,
    ...{ direction: 'outgoing', status: 'progressing', createdAt },
    ...{ from: call.to, to: { ...call.from, target: to } },
  };
}

describe('an incoming call of which no event told', () => {
  test('is taken after the gap: nobody waits in silence', async () => {
    const { desk, telephony, clock } = openDesk();
    desk.takeUp();
    await clock.advanceAsync(10);
    telephony.calls.set('missed', { ...ringing('missed'), status: 'progressing' });
    telephony.tell({ type: 'resynced', wasDeaf: true });
    await clock.advanceAsync(50);
    expect(telephony.asked).toContain('say Hello.');
    telephony.tell({ type: 'resynced', wasDeaf: true });
    await clock.advanceAsync(50);
    expect(telephony.asked.filter((line) => line.startsWith('open-speaking'))).toHaveLength(1);
  });

  test('also one that came before the start, but none of somebody else', async () => {
    const { desk, telephony, clock } = openDesk();
    telephony.calls.set('before', { ...ringing('before'), status: 'progressing' });
    telephony.calls.set('other', { ...ringing('other', '+12025550177'), status: 'progressing' });
    telephony.calls.set('out', placed('out', 0));
    desk.takeUp();
    await clock.advanceAsync(50);
    expect(desk.calls.map(({ record }) => record.id)).toEqual(['before']);
  });

  test('is left alone until what an earlier run left open is stopped', async () => {
    const { desk, telephony, clock } = openDesk();
    telephony.calls.set('orphan', { ...ringing('orphan'), status: 'progressing' });
    telephony.tell({ type: 'resynced', wasDeaf: true });
    await clock.advanceAsync(50);
    expect(desk.calls).toEqual([]);
  });
});

describe('after a gap', () => {
  test('a hang-up is noticed although the words cannot be read', async () => {
    const opened = openDesk();
    const { telephony, clock, desk } = opened;
    const ears = await answered(opened);
    telephony.transcriptsOf = () => Promise.reject(new RemoteError('X', 'broken', { status: 500 }));
    telephony.calls.set('call', { ...ringing('call'), status: 'ended' });
    telephony.tell({ type: 'resynced' });
    await clock.advanceAsync(50);
    expect(desk.calls).toEqual([]);
    expect(telephony.asked).toContain(`stop-transcription ${ears}`);
  });
});

describe('a dialled call', () => {
  test('is spoken on as soon as it is answered, while looking at it hangs', async () => {
    const { desk, telephony, clock } = openDesk();
    telephony.readCall = () => new Promise<never>(() => {});
    const { callId } = await desk.place(target, null);
    telephony.tell({ type: 'call-changed', call: placed(callId, null) });
    await clock.advanceAsync(50);
    expect(telephony.asked).toContain('say Hello.');
  });

  test('begins with words that can be said, however its opening is written', async () => {
    const { desk, telephony, clock } = openDesk();
    const { callId } = await desk.place(target, 'Ask for a table', 'It is about a **table**. 🙂');
    telephony.tell({ type: 'call-changed', call: placed(callId, null) });
    await clock.advanceAsync(50);
    expect(telephony.asked).toContain(`say ${phrases.onBehalf} It is about a table.`);
  });

  test('of which the answer was lost is ours all the same, and is hung up by us', async () => {
    const { desk, telephony, clock } = openDesk();
    telephony.failures.set('place', new NetworkError('RESET', 'The connection broke.'));
    telephony.calls.set('old', placed('old', clock.now() - 60_000));
    telephony.calls.set('made', placed('made', clock.now() + 200));
    expect(await desk.place(target, null)).toEqual({ callId: 'made' });
    await clock.advanceAsync(50);
    expect(telephony.asked).toContain('say Hello.');
    desk.hangUp('made');
    await clock.advanceAsync(50);
    expect(telephony.asked).toContain('hang-up made');
    expect(telephony.asked.filter((line) => line.startsWith('place'))).toHaveLength(1);
  });

  test.each([-3_600_000, 3_600_000])(
    'of which the answer was lost is found by the service’s clock, which is %i ms ahead',
    async (aheadMs) => {
      const { desk, telephony, clock } = openDesk();
      telephony.aheadMs = aheadMs;
      const there = clock.now() + aheadMs;
      telephony.failures.set('place', new NetworkError('RESET', 'The connection broke.'));
      telephony.calls.set('old', placed('old', there - 60_000));
      telephony.calls.set('made', placed('made', there + 200));
      expect(await desk.place(target, null)).toEqual({ callId: 'made' });
    },
  );

  test('of which the answer was lost and that nobody could look for is ended once somebody can', async () => {
    const { desk, telephony, clock } = openDesk();
    const { liveCalls } = telephony;
    telephony.failures.set('place', new NetworkError('RESET', 'The connection broke.'));
    telephony.calls.set('made', placed('made', clock.now() + 200));
    telephony.liveCalls = () => Promise.reject(new NetworkError('RESET', 'It is away.'));
    await expect(desk.place(target, null)).rejects.toThrow('The connection broke.');
    await clock.advanceAsync(6000);
    telephony.liveCalls = liveCalls;
    await clock.advanceAsync(10_000);
    expect(telephony.asked.filter((line) => line.startsWith('hang-up'))).toEqual(['hang-up made']);
    expect(clock.pending).toBe(0);
  });

  test('that is made anew after one that was lost is not ended for it', async () => {
    const { desk, telephony, clock } = openDesk();
    telephony.failures.set('place', new NetworkError('RESET', 'The connection broke.'));
    await expect(desk.place(target, null)).rejects.toThrow('The connection broke.');
    telephony.failures.delete('place');
    const { callId } = await desk.place(target, null);
    telephony.calls.set(callId, placed(callId, clock.now()));
    await clock.advanceAsync(10_000);
    expect(telephony.asked.filter((line) => line.startsWith('hang-up'))).toEqual([]);
  });

  test('of which only an event told is found as well', async () => {
    const { desk, telephony } = openDesk();
    telephony.place = () => {
      telephony.tell({ type: 'call-changed', call: placed('other', null, '+12025550177') });
      telephony.tell({ type: 'call-changed', call: placed('made', null) });
      return Promise.reject(new RemoteError('X', 'late', { status: 503 }));
    };
    expect(await desk.place(target, null)).toEqual({ callId: 'made' });
  });

  test('that is on already is not taken for another one whose answer was lost', async () => {
    const { desk, telephony, clock } = openDesk();
    const { callId } = await desk.place(target, null);
    telephony.calls.set(callId, placed(callId, clock.now()));
    telephony.failures.set('place', new RemoteError('X', 'busy line', { status: 503 }));
    await expect(desk.place(target, null)).rejects.toThrow('busy line');
    expect(desk.calls).toHaveLength(1);
  });

  test('is not dialled a second time while it is being dialled', async () => {
    const { desk, telephony } = openDesk();
    const first = desk.place(target, null);
    await expect(desk.place(target, null)).rejects.toMatchObject({
      code: 'CALLS_ALREADY_DIALLING',
    });
    await first;
    expect(telephony.asked.filter((line) => line.startsWith('place'))).toHaveLength(1);
    await expect(desk.place(target, null)).resolves.toEqual({ callId: 'call-2' });
  });

  test('that was surely not placed is told as before, and nobody else’s is taken', async () => {
    const { desk, telephony, clock } = openDesk();
    telephony.calls.set('theirs', placed('theirs', clock.now()));
    telephony.failures.set('place', new RemoteError('X', 'no money', { status: 402 }));
    await expect(desk.place(target, null)).rejects.toThrow('no money');
    telephony.calls.set('theirs', placed('theirs', clock.now(), '+12025550177'));
    telephony.failures.set('place', new RemoteError('X', 'no route', { status: 500 }));
    await expect(desk.place(target, null)).rejects.toThrow('no route');
    expect(desk.calls).toEqual([]);
  });
});

describe('the number of calls at once', () => {
  test('counts neither refused ones nor those whose sessions are still being stopped', async () => {
    const opened = openDesk();
    const { desk, telephony, clock } = opened;
    telephony.stopSpeaking = () => Promise.reject(new RemoteError('X', 'later', { status: 503 }));
    for (const id of ['one', 'two']) {
      await answered(opened, id);
      telephony.tell({ type: 'call-changed', call: { ...ringing(id), status: 'ended' } });
    }
    await clock.advanceAsync(50);
    expect(desk.calls).toHaveLength(2);
    const ears = await answered(opened, 'three');
    says(telephony, ears, 'Is anybody there?');
    await clock.advanceAsync(3000);
    expect(opened.kept).toContain('three in Is anybody there?');
  });
});
