import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FileAttachment } from '../../../main/carbonvoice/attachment-wire.ts';
import { CarbonVoiceClient } from '../../../main/carbonvoice/client.ts';
import { startCarbonVoice } from '../../peers/carbon-voice/double.ts';
import { stepOf } from '../../peers/carbon-voice/faults.ts';
import type { CarbonVoiceDouble } from '../../peers/carbon-voice/double.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const { signal } = new AbortController();
const bytes = new Blob(['%PDF content'], { type: 'application/pdf' });
const letter = { conversationId: 'c', text: 'Look', idempotencyKey: 'k', replyTo: null };

let double: CarbonVoiceDouble;
let client: CarbonVoiceClient;
let folder: string;

beforeEach(async () => {
  double = await startCarbonVoice();
  folder = await mkdtemp(join(tmpdir(), 'adjutant-carrying-'));
  const token = (): Promise<string> => Promise.resolve('cv_pat_right');
  const clock = new FakeClock(0);
  client = new CarbonVoiceClient({ url: double.url, userAgent: 'Adjutant/1', token, clock });
});
afterEach(async () => {
  await double.stop();
  await rm(folder, { recursive: true });
});

/** The first two steps. */
async function upload(): Promise<FileAttachment> {
  const request = { fileName: 'a b.pdf', mimeType: bytes.type, idempotencyKey: 'u' };
  const url = await client.attachments.uploadUrl(request, signal);
  await client.attachments.put(url, bytes, signal);
  const link = url.replace(/\?.*$/, '');
  return { type: 'file', link, fileName: 'a b.pdf', mimeType: bytes.type, bytes: bytes.size };
}

test('a file goes up in four steps, and comes down as it was', async () => {
  const file = await upload();
  const sent = await client.sending.sendText({ ...letter, attachments: [file] }, signal);
  const attachmentId = sent.attachments[0]?.id ?? '';
  const place = { messageId: sent.id, attachmentId };
  await client.attachments.report(place, { file, status: 'Uploading' }, signal);
  const before = await client.reading.message(sent.id, null, signal);
  await client.attachments.report(place, { file, status: 'Uploaded' }, signal);

  expect(double.storage.puts).toEqual([{ link: file.link, authorization: null }]);
  expect(double.storage.files.get(file.link)?.mimeType).toBe('application/pdf');
  expect(before?.attachments[0]?.status).toBe('Uploading');
  expect((await client.reading.message(sent.id, null, signal))?.attachments).toEqual([
    {
      ...{ id: attachmentId, type: 'file', link: file.link, fileName: 'a b.pdf' },
      ...{ mimeType: 'application/pdf', bytes: 12, status: 'Uploaded' },
    },
  ]);
  for (const name of ['bare', 'quoted']) {
    const path = join(folder, name);
    await client.attachments.download({ attachmentId }, { path, maxBytes: 100 }, signal);
    expect(await readFile(path, 'utf8')).toBe('%PDF content');
  }
});

test('what is not finished cannot be fetched', async () => {
  const file = await upload();
  const sent = await client.sending.sendText({ ...letter, attachments: [file] }, signal);
  const attachmentId = sent.attachments[0]?.id ?? '';

  const target = { path: join(folder, 'f'), maxBytes: 100 };

  await expect(client.attachments.download({ attachmentId }, target, signal)).rejects.toMatchObject(
    { status: 404 },
  );
});

test('a file of a forward comes by its share link', async () => {
  const attachment = double.file('their.txt', 'text/plain', Buffer.from('hello'));
  const shared = double.say({ text: 'Mine', conversationId: 'x', attachments: [attachment] });
  double.shared.set('link-1', shared);

  const place = { attachmentId: attachment.id, shareLinkId: 'link-1' };
  const target = { path: join(folder, 'f'), maxBytes: 5 };

  expect(await client.attachments.download(place, target, signal)).toBe(5);
});

test('a note is sent as sound, its words come later', async () => {
  const root = double.say({ text: 'Speak', conversationId: 'c' });
  const audio = new Blob(['RIFF']);
  const note = { ...letter, replyTo: root.id, audio, fileName: 'note.wav' };

  const { id } = await client.sending.sendAudio(note, signal);

  expect(double.shelf.get(id)).toMatchObject({
    ...{ kind: 'audio', threadId: root.id, idempotencyKey: 'k', status: 'processing' },
    audio: { fileName: 'note.wav', bytes: Buffer.from('RIFF') },
  });
  expect(await client.reading.message(id, null, signal)).toMatchObject({ kind: 'audio', text: '' });
});

test('links alone make a message, and more of them can be added', async () => {
  const link = { type: 'link', link: 'https://a.example/' } as const;
  const { conversationId, idempotencyKey, replyTo } = letter;
  const place = { conversationId, idempotencyKey, replyTo };
  const sent = await client.sending.sendAttachments({ ...place, attachments: [link] }, signal);
  await client.attachments.addLinks(sent.id, ['https://b.example/'], signal);
  await client.attachments.add(sent.id, [await upload()], signal);

  const message = await client.reading.message(sent.id, null, signal);
  expect(message).toMatchObject({ kind: 'attachment', text: '' });
  expect(message?.attachments.map(({ type, fileName }) => fileName ?? type)).toEqual([
    ...['link', 'link', 'a b.pdf'],
  ]);
});

test('writing to an address opens a conversation, to which replies go', async () => {
  const links = ['https://a.example/'];
  const sent = await client.sending.sendDirect(
    { emails: ['pat@example.com'], text: 'Hi', links },
    signal,
  );
  const conversationId = sent.conversationId ?? '';
  await client.sending.sendText({ ...letter, conversationId, replyTo: sent.id }, signal);

  expect(double.directs.get(conversationId)).toEqual(['pat@example.com']);
  expect(double.repliesTo({ threadId: sent.id })).toHaveLength(2);
  expect(sent.attachments).toMatchObject([{ type: 'link', link: 'https://a.example/' }]);
});

describe('a service of the generation before', () => {
  beforeEach(() => {
    double.lacks.add('POST /v5/');
  });

  test('gets words by the old route, answers in the thread of their root, and files after it', async () => {
    const root = double.say({ text: 'Question', conversationId: 'c' });
    double.say({ text: 'More', conversationId: 'c', replyTo: root.id });

    const sent = await client.sending.sendText({ ...letter, replyTo: root.id }, signal);
    const file = await upload();
    const [added] = await client.attachments.add(sent.id, [file], signal);
    const place = { messageId: sent.id, attachmentId: added?.id ?? '' };
    await client.attachments.report(place, { file, status: 'Uploaded' }, signal);

    expect(double.repliesTo({ threadId: root.id })).toHaveLength(1);
    expect(double.shelf.get(sent.id)?.attachments).toMatchObject([{ status: 'Uploaded' }]);
  });

  test('refuses an answer to an answer', async () => {
    const root = double.say({ text: 'Question', conversationId: 'c' });
    const reply = double.say({ text: 'More', conversationId: 'c', replyTo: root.id });

    await expect(
      client.sending.sendText({ ...letter, replyTo: reply.id }, signal),
    ).rejects.toMatchObject({ status: 400 });
  });
});

describe('a lost answer', () => {
  test('to a message tells that it may have arrived, and it is not sent again', async () => {
    double.faults.set('send', 'answer-lost', 1);

    await expect(client.sending.sendText(letter, signal)).rejects.toMatchObject({
      ...{ kind: 'network', mayHaveArrived: true },
    });

    expect(double.sends).toHaveLength(1);
  });

  test('to the question where to carry it lets that be asked again at once', async () => {
    double.faults.set('upload-url', 'answer-lost', 1);

    await upload();

    const questions = double.journal.calls.filter((call) => stepOf(call) === 'upload-url');
    expect(questions).toHaveLength(2);
    expect(double.sends).toEqual([]);
  });

  test('to what is carried lets all of it be repeated', async () => {
    double.faults.set('upload', 'answer-lost', 1);

    await expect(upload()).rejects.toMatchObject({ kind: 'network' });

    await upload();
    expect(double.sends).toEqual([]);
  });
});

test.each([
  [{ thread_id: 'm' }, 'thread_id'],
  [{ channel_id: 'c' }, 'channel_id'],
  [{ reply_to_message_id: 'elsewhere' }, 'reply_to_message_id'],
])('the double refuses %j, as the service does', async (more, name) => {
  const answer = await fetch(`${double.url}/v5/messages/text`, {
    method: 'POST',
    headers: { authorization: 'Bearer cv_pat_right', 'content-type': 'application/json' },
    body: JSON.stringify({ conversation_id: 'c', transcript: 'x', idempotency_key: 'k', ...more }),
  });

  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain(name);
});
