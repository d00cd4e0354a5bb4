import { describe, expect, test } from 'vitest';
import {
  parseDelivery,
  parseNews,
  subscribeFrame,
  topicsOf,
} from '../../../main/voipbin/frame-wire.ts';
import { fixture, rubbish } from './fixtures.ts';

/** Fixture, the type of its event, what it is. */
const rows: readonly (readonly [string, string, string])[] = [
  ['speech-interim', 'transcribe_speech_interim', 'speech'],
  ['transcript', 'transcript_created', 'transcript'],
  ['transcript-guide', 'transcript_created', 'transcript'],
  ['call', 'call_progressing', 'call'],
  ['call-older-build', 'call_hangup', 'call'],
  ['groupcall', 'groupcall_created', 'group'],
  ['speaking', 'speaking_started', 'speaking'],
  ['transcribe', 'transcribe_created', 'transcription'],
  ['text-message', 'message_created', 'text-message'],
];

test.each(rows)('%s is the same bare, in an envelope and as the quickstart shows it', (...row) => {
  const [name, type, expected] = row;
  const data = fixture(name);
  const bare = parseNews(data);
  expect(bare?.type).toBe(expected);
  expect(parseNews({ type, data })).toEqual(bare);
  expect(parseNews({ event_type: type, timestamp: 'x', topic: 'y', data })).toEqual(bare);
  expect(parseDelivery({ type, data })).toEqual(bare);
});

test('a start or an end of speech says which only in an envelope', () => {
  const data = fixture('speech-boundary');
  expect(parseNews(data)).toMatchObject({ type: 'speech', phase: 'boundary' });
  const started = { type: 'transcribe_speech_started', data };
  expect(parseNews(started)).toMatchObject({ phase: 'started' });
  const ended = { type: 'transcribe_speech_ended', data };
  expect(parseNews(ended)).toMatchObject({ phase: 'ended' });
});

test('the type stands for a status that a call event leaves out', () => {
  const { status: _status, ...data } = fixture('call');
  const news = parseNews({ type: 'call_hangup', data });
  expect(news).toMatchObject({ type: 'call', news: { call: { status: 'ended' } } });
});

test.each([
  { type: 'streaming_started', data: { id: 'a' } },
  { type: 'recording_finished', data: { id: 'a' } },
  { type: 'transcribe_speech_dreamt', data: { id: 'a' } },
  { id: 'a', name: 'a resource of a kind that we do not know' },
])('what we do not know is harmless: %#', (body) => {
  expect(parseNews(body)).toEqual({ type: 'other' });
});

test('sessions on something else than a call are nothing of ours', () => {
  const data = { ...fixture('transcribe'), reference_type: 'recording' };
  expect(parseNews({ type: 'transcribe_created', data })).toEqual({ type: 'other' });
  expect(parseNews(data)).toEqual({ type: 'other' });
});

describe('rubbish', () => {
  test.each([...rubbish, {}])('is no event: %#', (body) => {
    expect(parseNews(body)).toBeNull();
  });

  test.each([...rubbish, {}, { type: 'call_hangup' }, { data: {} }, fixture('call')])(
    'is no delivery: %#',
    (body) => {
      expect(parseDelivery(body)).toBeNull();
    },
  );

  test.each(rows)('in the place of %s is a ProtocolError', (name, type) => {
    const { id: _id, transcribe_id: _transcribeId, ...data } = fixture(name);
    expect(() => parseNews({ type, data })).toThrow(expect.objectContaining({ kind: 'protocol' }));
  });
});

describe('the subscription', () => {
  test('names every prefix and the guide’s two forms', () => {
    expect(JSON.parse(subscribeFrame('c1'))).toEqual({
      type: 'subscribe',
      topics: [
        'customer_id:c1:call',
        'customer_id:c1:groupcall',
        'customer_id:c1:transcript',
        'customer_id:c1:transcribe',
        'customer_id:c1:speaking',
        'customer_id:c1:message',
        'customer_id:c1:transcription:*',
        'customer_id:c1:call:*',
      ],
    });
  });

  test.each(['', '00000000-0000-0000-0000-000000000000'])('is never for the id %j', (id) => {
    expect(() => topicsOf(id)).toThrow('id of the customer');
  });
});
