import { describe, expect, test } from 'vitest';
import type { TelephonyEvent } from '../../../main/call/ports.ts';
import { EventStream } from '../../../main/voipbin/events.ts';
import { parseNews } from '../../../main/voipbin/frame-wire.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { fixture } from './fixtures.ts';

function openStream() {
  const clock = new FakeClock(1000);
  const stream = new EventStream(clock);
  const told: TelephonyEvent[] = [];
  stream.told.on((event) => told.push(event));
  const take = (...bodies: readonly unknown[]): void => {
    for (const body of bodies) {
      const news = parseNews(body);
      if (news) stream.take(news);
    }
  };
  return { clock, stream, told, take, types: () => told.map(({ type }) => type) };
}

const call = (change: Record<string, unknown>): unknown => ({ ...fixture('call'), ...change });

describe('what arrives more than once', () => {
  test.each([
    ['transcript', 'transcript_created', 'transcript'],
    ['speech-interim', 'transcribe_speech_interim', 'speech-interim'],
    ['call', 'call_progressing', 'call-changed'],
    ['speaking', 'speaking_started', 'speaking-changed'],
    ['transcribe', 'transcribe_done', 'transcription-changed'],
    ['text-message', 'message_created', 'text-message'],
  ])('is told once: %s twice by socket, then by webhook', (name, type, expected) => {
    const { take, types } = openStream();
    const data = fixture(name);
    take(data, data, { type, data }, { type, data });
    expect(types()).toEqual([expected]);
  });

  test('is told once when it says by one way what it is and by the other not', () => {
    const { take, types } = openStream();
    const data = fixture('speech-boundary');
    const ended = { ...data, id: 'other', tm_event: '2026-01-15T09:30:15Z' };
    take({ type: 'transcribe_speech_started', data }, data, data);
    take(ended, ended, { type: 'transcribe_speech_ended', data: ended });
    expect(types()).toEqual(['speech-started', 'speech-ended']);
  });

  test('is new after a while where it has no id of its own', () => {
    const { take, types, clock } = openStream();
    take(fixture('speaking'));
    clock.advance(5000);
    take(fixture('speaking'));
    expect(types()).toEqual(['speaking-changed', 'speaking-changed']);
  });
});

test('maps every event', () => {
  const { told, take } = openStream();
  take(fixture('transcript'), fixture('text-message'), fixture('transcribe'));
  const transcriptionId = '550e8400-e29b-41d4-a716-446655440000';
  expect(told).toEqual([
    {
      type: 'transcript',
      id: '9d59e7f0-7bdc-4c52-bb8c-bab718952050',
      transcriptionId,
      direction: 'in',
      text: 'Wait, cancel that',
    },
    {
      type: 'text-message',
      id: '2a3b4c5d-6e7f-4081-92a3-b4c5d6e7f809',
      from: '+15559876543',
      to: '+15551234567',
      text: 'Running ten minutes late',
    },
    {
      type: 'transcription-changed',
      id: transcriptionId,
      callId: 'a1b2c3d4-e5f6-7890-abcd-ef1234567890',
      status: 'progressing',
    },
  ]);
});

describe('a call', () => {
  test('is told when it changes, not when the service only says that it was updated', () => {
    const { take, told } = openStream();
    take(call({ status: 'ringing', tm_update: '1' }), call({ status: 'ringing', tm_update: '2' }));
    take(call({ status: 'progressing', tm_update: '3' }), call({ action: null, tm_update: '4' }));
    const statuses = told.map((event) => event.type === 'call-changed' && event.call.status);
    expect(statuses).toEqual(['ringing', 'progressing']);
  });

  test('stays what it is when news tell nothing but its end', () => {
    const { take, told } = openStream();
    take(call({ direction: 'incoming', status: 'progressing' }));
    take({ type: 'call_hangup', data: { id: fixture('call')['id'] } });
    const [first, last] = told.map((event) => event.type === 'call-changed' && event.call);
    expect(last).toEqual({ ...first, status: 'ended', hangup: { by: '', reason: '' } });
  });

  test('never goes back when news come out of order', () => {
    const { take, told, stream } = openStream();
    take(call({ status: 'hangup', tm_update: '9' }), call({ status: 'ringing', tm_update: '1' }));
    expect(told).toHaveLength(1);
    expect(stream.liveCalls()).toEqual([]);
  });

  test('found by looking is told like any other, and once', () => {
    const { take, told, stream } = openStream();
    take(call({}));
    const known = stream.knownCall(String(fixture('call')['id']));
    if (known === null) throw new Error('the call is not known');
    stream.takeCall({ ...known });
    stream.takeCall({ ...known, status: 'ended' });
    expect(told).toHaveLength(2);
  });
});

test('text messages that we sent are not news', () => {
  const { take, told } = openStream();
  take({ ...fixture('text-message'), direction: 'outbound' });
  expect(told).toEqual([]);
});

test('stays within its memory and forgets calls that are over first', () => {
  const { take, stream } = openStream();
  take(call({ id: 'the-live-one', tm_update: '0' }));
  for (let count = 0; count < 2000; count += 1) {
    take(call({ id: `call-${count}`, status: 'hangup', tm_update: '1' }));
  }
  expect(stream.liveCalls().map(({ id }) => id)).toEqual(['the-live-one']);
  expect(stream.knownCall('call-0')).toBeNull();
  expect(stream.knownCall('call-1999')).not.toBeNull();
});
