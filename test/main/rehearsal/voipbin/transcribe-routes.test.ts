import { expect, test } from 'vitest';
import { say } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import type { Answer, Json } from './harness.ts';
import {
  answeredCall,
  listen,
  openPractice,
  openSpeaking,
  reasonOf,
  request,
  startTranscribe,
} from './harness.ts';

const nobody = '00000000-0000-4000-8000-000000000000';

function messages({ body }: Answer): readonly unknown[] {
  return (body['result'] as readonly Json[]).map((line) => [line['direction'], line['message']]);
}

test('starts a transcription that is progressing, in both directions unless told', async () => {
  const { service } = await openPractice();
  const id = await answeredCall(service);
  const given = { reference_type: 'call', reference_id: id, language: 'nonsense!' };
  const { status, body } = await request(service, 'POST', '/transcribes', given);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    reference_type: 'call',
    reference_id: id,
    status: 'progressing',
    direction: 'both',
    provider: 'gcp',
    language: 'en-US',
    tm_delete: null,
  });
});

test('refuses a second one of the same call and language with 409', async () => {
  const { service } = await openPractice();
  const id = await answeredCall(service);
  await startTranscribe(service, id);
  const given = { reference_type: 'call', reference_id: id, language: 'en-US' };
  const answer = await request(service, 'POST', '/transcribes', given);
  expect([answer.status, reasonOf(answer)]).toEqual([409, 'TRANSCRIBE_ALREADY_PROGRESSING']);
  expect(answer.body).toMatchObject({ error: { status: 'ALREADY_EXISTS' } });
});

test('transcribe-409-exists makes the session that it then denies', async () => {
  const { service } = await openPractice();
  const id = await answeredCall(service);
  service.setFault('transcribe-409-exists', true);
  const given = { reference_type: 'call', reference_id: id, language: 'en-US' };
  expect((await request(service, 'POST', '/transcribes', given)).status).toBe(409);
  const path = `/transcribes?reference_type=call&reference_id=${id}`;
  expect((await request(service, 'GET', path)).body).toMatchObject({
    result: [{ status: 'progressing' }],
  });
});

test.each([
  ['confbridge', nobody, 400, 'INVALID_ARGUMENT'],
  ['conference', nobody, 404, 'RESOURCE_NOT_FOUND'],
  ['call', nobody, 404, 'CALL_NOT_FOUND'],
  ['call', 'x', 400, 'INVALID_ID'],
])('answers a reference %s %s with %i %s', async (...row) => {
  const [reference_type, reference_id, ...refused] = row;
  const { service } = await openPractice();
  const given = { reference_type, reference_id, language: 'en-US' };
  const answer = await request(service, 'POST', '/transcribes', given);
  expect([answer.status, reasonOf(answer)]).toEqual(refused);
});

test('answers 500 for a call that is over, and 503 where nothing is configured', async () => {
  const { service } = await openPractice();
  const id = await answeredCall(service);
  const given = { reference_type: 'call', reference_id: id, language: 'en-US' };
  service.setFault('stt-not-configured', true);
  const none = await request(service, 'POST', '/transcribes', given);
  expect([none.status, reasonOf(none)]).toEqual([503, 'STT_NOT_CONFIGURED']);
  service.setFault('stt-not-configured', false);
  service.hangUp(id);
  expect((await request(service, 'POST', '/transcribes', given)).status).toBe(500);
});

test('lists by both filters or none', async () => {
  const { service } = await openPractice();
  const id = await answeredCall(service);
  await startTranscribe(service, id);
  const list = (query: string): Promise<Answer> => request(service, 'GET', `/transcribes${query}`);
  expect((await list('')).body['result']).toHaveLength(1);
  expect((await list(`?reference_type=call&reference_id=${id}`)).body['result']).toHaveLength(1);
  expect((await list(`?reference_type=call&reference_id=${nobody}`)).body['result']).toEqual([]);
  const half = await list('?reference_type=call');
  expect([half.status, reasonOf(half)]).toEqual([400, 'INVALID_REFERENCE_FILTER']);
});

test('stops as often as asked, and can then start again', async () => {
  const { service } = await openPractice();
  const callId = await answeredCall(service);
  const id = await startTranscribe(service, callId);
  for (let times = 0; times < 2; times += 1) {
    const { status, body } = await request(service, 'POST', `/transcribes/${id}/stop`);
    expect([status, body['status']]).toEqual([200, 'done']);
  }
  expect(await startTranscribe(service, callId)).not.toBe(id);
  await request(service, 'DELETE', `/transcribes/${id}`);
  expect(reasonOf(await request(service, 'GET', `/transcribes/${id}`))).toBe(
    'TRANSCRIBE_NOT_FOUND',
  );
});

test('keeps the lines of both sides for reading, newest first, page by page', async () => {
  const { service, clock } = await openPractice();
  const callId = await answeredCall(service);
  const id = await startTranscribe(service, callId);
  const speakingId = await openSpeaking(service, callId);
  await request(service, 'POST', `/speakings/${speakingId}/say`, { text: 'Hello. Who is it?' });
  clock.advance(2500);
  service.interrupt(callId, 'It is me.');
  clock.advance(2000);
  const first = await request(service, 'GET', `/transcripts?transcribe_id=${id}&page_size=2`);
  expect(messages(first)).toEqual([
    ['in', 'It is me.'],
    ['out', 'Who is it?'],
  ]);
  expect(first.body).toMatchObject({
    result: [{ tm_transcript: '0001-01-01T00:00:02.500Z' }, {}],
  });
  const token = encodeURIComponent(String(first.body['next_page_token']));
  const path = `/transcripts?transcribe_id=${id}&page_token=${token}`;
  const second = await request(service, 'GET', path);
  expect(messages(second)).toEqual([['out', 'Hello.']]);
  const missing = await request(service, 'GET', '/transcripts');
  expect([missing.status, reasonOf(missing)]).toEqual([400, 'MISSING_REQUEST_PARAMETER']);
});

test.each([
  ['in', [['in', 'Yes.']]],
  ['out', [['out', 'Hello.']]],
] as const)('understands only the side %s when told so', async (direction, heard) => {
  const { service, clock } = await openPractice();
  const callId = await answeredCall(service);
  const id = await startTranscribe(service, callId, { direction });
  await request(service, 'POST', `/speakings/${await openSpeaking(service, callId)}/say`, {
    text: 'Hello.',
  });
  service.interrupt(callId, 'Yes.');
  clock.advance(2000);
  expect(messages(await request(service, 'GET', `/transcripts?transcribe_id=${id}`))).toEqual(
    heard,
  );
});

test('no-own-transcripts leaves the agent out', async () => {
  const { service, clock } = await openPractice();
  service.setFault('no-own-transcripts', true);
  const callId = await answeredCall(service);
  const id = await startTranscribe(service, callId);
  await request(service, 'POST', `/speakings/${await openSpeaking(service, callId)}/say`, {
    text: 'Hello.',
  });
  clock.advance(2000);
  expect(messages(await request(service, 'GET', `/transcripts?transcribe_id=${id}`))).toEqual([]);
});

test('tells an utterance in order: started with a partial text, more, ended, transcript', async () => {
  const { service, clock } = await openPractice();
  const callId = await answeredCall(service);
  const client = await listen(service, ':transcribe:transcribe_speech', ':transcript:transcript_c');
  const id = await startTranscribe(service, callId, { direction: 'in' });
  service.interrupt(callId, 'I would like a table');
  clock.advance(3000);
  const final = await client.until(({ tm_transcript }) => tm_transcript !== undefined);
  const speech = client.frames.slice(0, -1);
  expect(client.frames.map(({ message }) => message)).toEqual([
    undefined,
    'I',
    'I would',
    'I would like a',
    undefined,
    'I would like a table',
  ]);
  expect(new Set(speech.map(({ streaming_id }) => streaming_id)).size).toBe(1);
  expect(new Set(speech.map((frame) => frame['id'])).size).toBe(5);
  expect(final).toMatchObject({ transcribe_id: id, direction: 'in' });
  expect(final).not.toHaveProperty('reference_id');
});

test.each([
  ['no-speech-events', 1],
  ['interim-less', 3],
])('%s leaves %i events of an utterance', async (fault, count) => {
  const { service, clock } = await openPractice();
  const callId = await answeredCall(service);
  const client = await listen(service, ':transcribe:transcribe_speech', ':transcript:transcript_c');
  await startTranscribe(service, callId, { direction: 'in' });
  service.setFault(fault, true);
  service.interrupt(callId, 'I would like a table');
  clock.advance(3000);
  await client.until(({ tm_transcript }) => tm_transcript !== undefined);
  expect(client.frames).toHaveLength(count);
});

test('late-finals brings the transcript two seconds later', async () => {
  const { service, clock } = await openPractice();
  const callId = await answeredCall(service, [say('Now.')]);
  const id = await startTranscribe(service, callId);
  service.setFault('late-finals', true);
  service.interrupt(callId, 'Late.');
  clock.advance(500 + 300 + 1999);
  const lines = (): Promise<Answer> => request(service, 'GET', `/transcripts?transcribe_id=${id}`);
  expect(messages(await lines())).toEqual([]);
  clock.advance(1);
  expect(messages(await lines())).toEqual([['in', 'Late.']]);
});

test('transcription-dies-silently leaves it progressing and deaf; a new one hears again', async () => {
  const { service, clock } = await openPractice();
  const callId = await answeredCall(service);
  const id = await startTranscribe(service, callId);
  service.setFault('transcription-dies-silently', true);
  service.interrupt(callId, 'Hello?');
  clock.advance(2000);
  expect((await request(service, 'GET', `/transcribes/${id}`)).body['status']).toBe('progressing');
  const lines = (of: string): Promise<Answer> =>
    request(service, 'GET', `/transcripts?transcribe_id=${of}`);
  expect(messages(await lines(id))).toEqual([]);
  await request(service, 'POST', `/transcribes/${id}/stop`);
  const second = await startTranscribe(service, callId);
  service.interrupt(callId, 'Hello again.');
  clock.advance(2000);
  expect(messages(await lines(second))).toEqual([['in', 'Hello again.']]);
});

test('tells the life of a transcription by events', async () => {
  const { service } = await openPractice();
  const callId = await answeredCall(service);
  service.setFault('typed-frames', true);
  const types = ['created', 'progressing', 'done'].map((word) => `transcribe_${word}`);
  const client = await listen(service, ...types.map((type) => `:transcribe:${type}`));
  await startTranscribe(service, callId);
  service.hangUp(callId);
  await client.until(({ type }) => type === 'transcribe_done');
  expect(client.frames.map(({ type }) => type)).toEqual(types);
});
