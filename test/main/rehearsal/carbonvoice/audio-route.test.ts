import { expect, test } from 'vitest';
import type { PracticeCarbonVoice } from '../../../../main/rehearsal/practice-carbon-voice.ts';
import type { Json } from './harness.ts';
import { openPractice, request } from './harness.ts';

const wav = Buffer.concat([Buffer.from('RIFF\x24\0\0\0WAVEfmt '), Buffer.alloc(64)]);

type Sent = { readonly status: number; readonly body: Json };

async function sendAudio(
  service: PracticeCarbonVoice,
  more: Json = {},
  { bytes = wav, asText = false } = {},
): Promise<Sent> {
  const payload = JSON.stringify({
    conversation_id: service.directConversationId,
    idempotency_key: crypto.randomUUID(),
    ...more,
  });
  const form = new FormData();
  form.set('payload', asText ? payload : new Blob([payload], { type: 'application/json' }));
  const file = new Blob([new Uint8Array(bytes)], { type: 'audio/wav' });
  form.set('audio_file', file, 'note.wav');
  const answer = await fetch(`${service.url}/v5/messages/audio`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service.pat}`, connection: 'close' },
    body: form,
  });
  return { status: answer.status, body: (await answer.json()) as Json };
}

test.each([true, false])(
  'makes a voice message that is transcribed later (as text: %s)',
  async (asText) => {
    const { service, clock } = await openPractice();
    const { status, body } = await sendAudio(service, { duration: 1200 }, { asText });
    expect([status, body]).toMatchObject([
      201,
      { kind: 'audio', status: 'processing', transcript: null, creator_id: service.agentId },
    ]);
    clock.advance(1500);
    const read = await request(service, 'GET', `/v6/messages/${String(body['id'])}`);
    expect(read.body['message']).toMatchObject({
      kind: 'audio',
      status: 'active',
      content: { transcript: expect.stringContaining('note.wav') },
    });
    expect(service.records().sends).toMatchObject([
      {
        route: 'audio',
        audio: { filename: 'note.wav', mimeType: 'audio/wav', bytes: wav.length, durationMs: 1200 },
      },
    ]);
  },
);

test('files a reply under its root and makes one message for a key', async () => {
  const { service } = await openPractice();
  const root = await service.sendVoiceMessage({ text: 'Hello' });
  const inner = await service.sendVoiceMessage({ text: 'And', replyTo: root.messageId });
  const more = { idempotency_key: crypto.randomUUID(), reply_to_message_id: inner.messageId };
  const first = await sendAudio(service, more);
  const again = await sendAudio(service, more);
  expect(first.body['parent_message_id']).toBe(root.messageId);
  expect(again.body['id']).toBe(first.body['id']);
  expect(service.records().sends.map(({ repeated }) => repeated)).toEqual([false, true]);
});

test.each<[string, Json]>([
  ['a retired member', { thread_id: 'x' }],
  ['a key that is no UUID', { idempotency_key: 'mine' }],
  ['a reply target that is not there', { reply_to_message_id: 'none' }],
])('refuses %s with 400', async (_name, more) => {
  const { service } = await openPractice();
  expect((await sendAudio(service, more)).status).toBe(400);
  expect(service.records().sends).toEqual([]);
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['text', Buffer.from('Hello, this is no audio.')],
])('refuses %s as audio', async (_name, bytes) => {
  const { service } = await openPractice();
  expect((await sendAudio(service, {}, { bytes })).status).toBe(400);
});

test.each(['ID3\x03', '\xff\xfb\x90', 'OggS\0', '\0\0\0\x20ftypM4A '])('takes %j', async (head) => {
  const { service } = await openPractice();
  const bytes = Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(16)]);
  expect((await sendAudio(service, {}, { bytes })).status).toBe(201);
});

test('refuses what is no form, half a form, and a form without its parts', async () => {
  const { service } = await openPractice();
  const headers = { authorization: `Bearer ${service.pat}`, connection: 'close' };
  const post = async (body: BodyInit, type?: string): Promise<number> => {
    const more = type === undefined ? {} : { 'content-type': type };
    const init = { method: 'POST', body, headers: { ...headers, ...more } };
    return (await fetch(`${service.url}/v5/messages/audio`, init)).status;
  };
  const multipart = 'multipart/form-data; boundary=x';
  const lone = new FormData();
  lone.set('payload', '{}');
  expect(await post('{}', 'application/json')).toBe(400);
  expect(await post('--x\r\nrubbish', multipart)).toBe(400);
  expect(await post(lone)).toBe(400);
});
