import { describe, expect, test } from 'vitest';
import { RefusedError, RemoteError } from '../../../shared/errors.ts';
import { phrases } from '../../../main/call/call-phrases.ts';

import type { CallRecord, Party } from '../../../main/call/ports.ts';
import { answered, caller, openDesk, own, ringing, says } from './desk-scene.ts';

describe('a call that is ours', () => {
  test('is greeted, listened to, answered, and everything of it is stopped', async () => {
    const opened = openDesk();
    const { telephony, clock, kept, desk, spoken } = opened;
    const ears = await answered(opened);
    await clock.advanceAsync(5000);
    says(telephony, ears, 'What is the time?');
    await clock.advanceAsync(8000);
    telephony.tell({ type: 'call-changed', call: { ...ringing('call'), status: 'ended' } });
    await clock.advanceAsync(100);
    expect(telephony.asked).toEqual([
      'open-transcription call',
      'open-speaking call',
      'say Hello.',
      'say You said: What is the time?',
      expect.stringMatching(/^stop-transcription/),
      expect.stringMatching(/^stop-speaking/),
    ]);
    expect(kept).toEqual(['call in What is the time?', 'call out You said: What is the time? ']);
    expect(spoken).toEqual(['call 6', 'call 27']);
    expect(desk.calls).toEqual([]);
  });

  test('is refused with a sentence and hung up when calls are off, or while paused', async () => {
    for (const opened of [openDesk({ inbound: 'off' }), openDesk({ open: false })]) {
      await answered(opened);
      await opened.clock.advanceAsync(12_000);
      expect(opened.telephony.asked).toContain(`say ${phrases.refusal}`);
      expect(opened.telephony.asked).toContain('hang-up call');
      expect(opened.telephony.asked).not.toContain('say Hello.');
    }
  });

  test('keeps its words apart from those of another', async () => {
    const opened = openDesk();
    const one = await answered(opened, 'one');
    const two = await answered(opened, 'two');
    says(opened.telephony, two, 'This is the second.');
    says(opened.telephony, one, 'This is the first.');
    await opened.clock.advanceAsync(5000);
    expect(opened.kept.filter((line) => line.includes(' in '))).toEqual([
      'two in This is the second.',
      'one in This is the first.',
    ]);
    expect(opened.questions.map(({ callId, text }) => `${callId} ${text}`)).toEqual([
      'two This is the second.',
      'one This is the first.',
    ]);
  });

  test('reads what was missed while the events were away, each word once', async () => {
    const opened = openDesk();
    const { telephony, clock, kept } = opened;
    const ears = await answered(opened);
    says(telephony, ears, 'Heard already.');
    await clock.advanceAsync(4000);
    const line = (text: string) => ({ id: text, direction: 'in' as const, text, at: null });
    telephony.lines.set(ears, [line('Heard already.'), line('Missed meanwhile.')]);
    telephony.tell({ type: 'resynced' });
    await clock.advanceAsync(4000);
    expect(kept.filter((kind) => kind.includes(' in '))).toEqual([
      'call in Heard already.',
      'call in Missed meanwhile.',
    ]);
  });

  test('notices a hang-up that was missed', async () => {
    const opened = openDesk();
    await answered(opened);
    opened.telephony.calls.delete('call');
    opened.telephony.tell({ type: 'resynced' });
    await opened.clock.advanceAsync(100);
    expect(opened.desk.calls).toEqual([]);
  });

  test('reuses a transcription and a speaking that exist already', async () => {
    const opened = openDesk();
    const { telephony } = opened;
    const old = { id: 'old', callId: 'call', status: 'progressing', language: null } as const;
    telephony.transcriptions.set('old', old);
    telephony.speakings.set('old', { id: 'old', callId: 'call', status: 'active' });
    const conflict = (status: number) => new RemoteError('X', 'exists', { status });
    telephony.failures.set('open-transcription', conflict(409));
    telephony.failures.set('open-speaking', conflict(500));
    await answered(opened);
    says(telephony, 'old', 'Hello again.');
    await opened.clock.advanceAsync(5000);
    expect(opened.kept).toContain('call in Hello again.');
    expect(telephony.asked).toContain('say Hello.');
  });
});

describe('other calls', () => {
  test('to numbers that are not ours are never touched', async () => {
    const { telephony, clock, desk } = openDesk();
    const call = ringing('foreign', '+12025550177');
    telephony.tell({ type: 'call-changed', call });
    telephony.tell({ type: 'call-changed', call: { ...call, status: 'progressing' } });
    says(telephony, 'foreign-ears', 'Nobody listens.');
    await clock.advanceAsync(5000);
    expect(telephony.asked).toEqual([]);
    expect(desk.calls).toEqual([]);
  });
});

describe('placing and hanging up', () => {
  test('places a call once and counts it as ours', async () => {
    const { desk, telephony } = openDesk();
    const target = { type: 'tel', target: caller, name: '' } as const;
    const { callId } = await desk.place(target, 'Ask for the time.');
    expect(telephony.asked.filter((line) => line.startsWith('place'))).toHaveLength(1);
    expect(desk.calls.map(({ record, goal }) => [record.id, goal])).toEqual([
      [callId, 'Ask for the time.'],
    ]);
  });

  test('asks which one when there are several, and refuses when there is none', async () => {
    const opened = openDesk();
    expect(() => opened.desk.hangUp(null)).toThrow('no call now');
    await answered(opened, 'one');
    await answered(opened, 'two');
    expect(() => opened.desk.hangUp(null)).toThrow('several calls');
    expect(opened.desk.hangUp('one')).toEqual({ callId: 'one' });
  });

  test('refuses one call too many before it is dialled', async () => {
    const opened = openDesk();
    await answered(opened, 'one');
    await answered(opened, 'two');
    const target = { type: 'tel', target: caller, name: '' } as const;
    await expect(opened.desk.place(target, null)).rejects.toThrow('as many calls');
    expect(opened.telephony.asked.some((line) => line.startsWith('place'))).toBe(false);
  });

  test('closing hangs up every call and waits for it', async () => {
    const opened = openDesk();
    await answered(opened, 'one');
    const closing = opened.desk.close();
    await opened.clock.advanceAsync(2600);
    await closing;
    expect(opened.telephony.asked).toContain('hang-up one');
    expect(opened.telephony.events.listenerCount).toBe(0);
  });
});

describe('handing a call over', () => {
  const target: Party = { type: 'tel', target: '+12025550144', name: '' };
  const outgoing = (id: string): CallRecord => ({ ...ringing(id), direction: 'outgoing' });

  test('tells the caller, calls the target and joins the two', async () => {
    const opened = openDesk();
    await answered(opened);
    const { desk, telephony, clock, kept } = opened;
    await clock.advanceAsync(3000);
    expect(desk.handOver(null, target, null)).toEqual({ callId: 'call' });
    await clock.advanceAsync(6000);
    const other = outgoing('call-3');
    expect(telephony.asked.at(-1)).not.toBe('place +12025550144');
    telephony.tell({ type: 'call-changed', call: { ...other, status: 'progressing' } });
    await clock.advanceAsync(100);
    expect(kept).toContain('call joined +12025550144');
    expect(telephony.asked).toContain(`say ${phrases.handOver}`);
    expect(telephony.asked).toContain('join call and call-3');
    expect(telephony.transcriptions.size + telephony.speakings.size).toBe(0);
  });

  test('goes on as the same call afterwards, whatever is told of it', async () => {
    const opened = openDesk();
    await answered(opened);
    const { desk, telephony, clock } = opened;
    desk.handOver('call', target, 'Bye.');
    await clock.advanceAsync(9000);
    telephony.tell({
      type: 'call-changed',
      call: { ...outgoing('call-3'), status: 'progressing' },
    });
    await clock.advanceAsync(100);
    const asked = telephony.asked.length;
    telephony.tell({ type: 'call-changed', call: { ...ringing('call'), status: 'progressing' } });
    await clock.advanceAsync(100);
    expect(telephony.asked).toHaveLength(asked);
    expect(desk.calls.map(({ session }) => session.state.phase)).toEqual(['handed-over']);
  });

  test('is refused before anything is said or dialled', async () => {
    const guard = ({ target: number }: Party): void => {
      if (number === '+112') throw new RefusedError('CALL_EMERGENCY', 'An emergency number.');
    };
    const opened = openDesk({ guard });
    const { desk, telephony } = opened;
    expect(() => desk.handOver(null, target, null)).toThrow('no call now');
    telephony.tell({ type: 'call-changed', call: ringing('call') });
    expect(() => desk.handOver(null, target, null)).toThrow('Nobody is on the line');
    await answered(opened);
    const before = [...telephony.asked];
    expect(() => desk.handOver(null, { ...target, target: '+112' }, null)).toThrow('emergency');
    expect(() => desk.handOver(null, { ...target, target: caller }, null)).toThrow(
      'on the line already',
    );
    expect(() => desk.handOver(null, { ...target, target: own }, null)).toThrow('Adjutant itself');
    expect(telephony.asked).toEqual(before);
    desk.handOver(null, target, null);
    expect(() => desk.handOver(null, target, null)).toThrow('being handed over already');
  });
});
