import { describe, expect, test } from 'vitest';
import {
  parseSpeaking,
  parseSpeech,
  parseTranscript,
  parseTranscription,
  speakingBody,
} from '../../../main/voipbin/speech-wire.ts';
import { damaged, fixture, rubbish } from './fixtures.ts';

const callId = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';
const protocolError = expect.objectContaining({ kind: 'protocol' });

test('a transcription and a speaking on a call are read', () => {
  const id = '550e8400-e29b-41d4-a716-446655440000';
  expect(parseTranscription(fixture('transcribe'))).toEqual({
    ...{ id, callId, status: 'progressing', language: 'en-US' },
  });
  expect(parseTranscription({ ...fixture('transcribe'), status: 'done' })?.status).toBe('done');
  expect(parseSpeaking(fixture('speaking'))).toMatchObject({ callId, status: 'active' });
});

test.each([
  ['initiating', null, 'initiating'],
  ['stopped', null, 'stopped'],
  ['something-new', null, 'initiating'],
  ['active', '2026-01-15T09:31:00Z', 'stopped'],
  ['active', '9999-01-01 00:00:00.000000', 'active'],
])('a speaking told as %s (deleted %s) is %s', (status, deletedAt, expected) => {
  const body = { ...fixture('speaking'), status, tm_delete: deletedAt };
  expect(parseSpeaking(body)?.status).toBe(expected);
});

test('sessions that are not on a call are nobody’s here', () => {
  const elsewhere = { reference_type: 'recording' };
  expect(parseTranscription({ ...fixture('transcribe'), ...elsewhere })).toBeNull();
  expect(parseSpeaking({ ...fixture('speaking'), reference_type: 'confbridge' })).toBeNull();
  const zero = { reference_id: '00000000-0000-0000-0000-000000000000' };
  expect(parseSpeaking({ ...fixture('speaking'), ...zero })).toBeNull();
});

test('a transcript of the server and of the guide is read', () => {
  expect(parseTranscript(fixture('transcript'))).toMatchObject({
    direction: 'in',
    text: 'Wait, cancel that',
  });
  expect(parseTranscript(fixture('transcript-guide')).text).toBe(
    fixture('transcript-guide').message,
  );
});

test('a direction that is new to us counts as the caller’s', () => {
  expect(parseTranscript({ ...fixture('transcript'), direction: 'both' }).direction).toBe('in');
  expect(parseTranscript({ ...fixture('transcript'), direction: 'out' }).direction).toBe('out');
});

test('a speech event tells its stream, its text and its time', () => {
  expect(parseSpeech(fixture('speech-interim'))).toMatchObject({
    streamId: 'b8c9d0e1-f2a3-4b5c-6d7e-8f9a0b1c2d3e',
    text: 'Hi, I need',
    eventAt: Date.UTC(2026, 0, 15, 9, 30, 13, 400),
  });
});

test('the key of a speech event holds its words only where nothing else tells it apart', () => {
  const event = { ...fixture('speech-interim') };
  const said = (message: string, id: string | undefined) => parseSpeech({ ...event, id, message });
  expect(said('My PIN is 4711', 'an id').key).not.toContain('4711');
  expect(said('My', 'one').key).not.toBe(said('My', 'two').key);
  expect(said('My', undefined).key).not.toBe(said('My PIN', undefined).key);
});

describe('a damaged copy is a ProtocolError', () => {
  test.each([...rubbish, ...damaged('transcribe', 'id')])('of a transcription: %#', (body) => {
    expect(() => parseTranscription(body)).toThrow(protocolError);
  });
  test.each([...rubbish, ...damaged('speaking', 'id')])('of a speaking: %#', (body) => {
    expect(() => parseSpeaking(body)).toThrow(protocolError);
  });
  test.each([...rubbish, ...damaged('transcript', 'id')])('of a transcript: %#', (body) => {
    expect(() => parseTranscript(body)).toThrow(protocolError);
  });
  test.each([...rubbish, ...damaged('speech-interim', 'transcribe_id')])(
    'of speech: %#',
    (body) => {
      expect(() => parseSpeech(body)).toThrow(protocolError);
    },
  );
});

test('a speaking is asked for on both sides, with a voice only where one is chosen', () => {
  const options = { callId, language: 'en-US', provider: 'gcp', voiceId: null };
  expect(speakingBody(options)).toEqual({
    reference_type: 'call',
    reference_id: callId,
    language: 'en-US',
    provider: 'gcp',
    direction: 'both',
  });
  expect(speakingBody({ ...options, voiceId: 'v' })).toMatchObject({ voice_id: 'v' });
});
