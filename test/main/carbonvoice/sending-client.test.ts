import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CarbonVoiceExchange } from '../../../main/carbonvoice/exchange.ts';
import { SendingClient } from '../../../main/carbonvoice/sending-client.ts';
import type { AttachmentMessage } from '../../../main/carbonvoice/sending-wire.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { json, LocalServer } from '../../fakes/local-server.ts';
import type { LocalAnswer } from '../../fakes/local-server.ts';

const text = '/v5/messages/text';
const attachment = '/v5/messages/attachment';
const old = '/v3/messages/start';
const { signal } = new AbortController();
const outbound = { conversationId: 'c', text: 'Hi', idempotencyKey: 'k', replyTo: null };
const files: AttachmentMessage = {
  ...{ conversationId: 'c', idempotencyKey: 'k', replyTo: 'root' },
  attachments: [
    { type: 'link', link: 'https://a.example/' },
    {
      type: 'file',
      ...{ link: 'https://b.example/f', fileName: 'f.pdf', mimeType: 'application/pdf', bytes: 7 },
    },
  ],
};

let server: LocalServer;
let clock: FakeClock;
let client: SendingClient;
let routes: Map<string, LocalAnswer>;

beforeEach(async () => {
  server = await new LocalServer().open();
  clock = new FakeClock(0);
  routes = new Map();
  server.answer = (request, answer) =>
    (routes.get(request.path) ?? json(404, { message: `Cannot POST ${request.path}` }))(
      request,
      answer,
    );
  const token = (): Promise<string> => Promise.resolve('cv_pat_1');
  const options = { url: server.url, userAgent: 'Adjutant/1', token, clock };
  client = new SendingClient(new CarbonVoiceExchange(options));
});
afterEach(() => server.close());

/** Path and body of each request so far. */
function asked(): readonly (readonly [string, unknown])[] {
  return server.requests.map(({ path, body }) => [path, JSON.parse(body)] as const);
}

/** A route that is there: it takes a message with words, and refuses an empty one as the service does. */
function takes(answer: LocalAnswer): LocalAnswer {
  return (request, response) =>
    (request.body === '{}' ? json(400, { message: 'conversation_id is needed' }) : answer)(
      request,
      response,
    );
}

test('sends a text once and gives what the service says of it', async () => {
  routes.set(text, json(201, { id: 'sent-1', conversation_id: 'c', attachments: [] }));

  expect(await client.sendText(outbound, signal)).toEqual({
    ...{ id: 'sent-1', conversationId: 'c', attachments: [], carried: true },
  });

  expect(server.requests[0]).toMatchObject({
    ...{ method: 'POST', path: text },
    headers: { 'content-type': 'application/json', authorization: 'Bearer cv_pat_1' },
  });
  expect(asked()).toEqual([
    [text, { conversation_id: 'c', transcript: 'Hi', idempotency_key: 'k' }],
  ]);
});

test('sends links and files along, with and without words', async () => {
  routes.set(text, json(201, { id: 'sent-1', attachments: [{ id: 'a1' }, { id: 'a2' }] }));
  routes.set(attachment, json(201, { id: 'sent-2', attachments: [{ _id: 'a3' }, { _id: 'a4' }] }));

  const first = await client.sendText({ ...files, text: 'Look' }, signal);
  const second = await client.sendAttachments(files, signal);

  expect(first.attachments.map(({ id }) => id)).toEqual(['a1', 'a2']);
  expect(second.attachments.map(({ id }) => id)).toEqual(['a3', 'a4']);
  const addressed = { conversation_id: 'c', idempotency_key: 'k', reply_to_message_id: 'root' };
  const attachments = [
    { type: 'link', link: 'https://a.example/' },
    {
      ...{ type: 'file', link: 'https://b.example/f', filename: 'f.pdf' },
      ...{ mime_type: 'application/pdf', length_in_bytes: 7 },
      ...{ status: 'Initializing', percent_complete: 0 },
    },
  ];
  expect(asked()).toEqual([
    [text, { ...addressed, transcript: 'Look', attachments }],
    [attachment, { ...addressed, attachments }],
  ]);
});

test.each([500, 502, 503, 504, 429])('never repeats a send on %i', async (status) => {
  routes.set(text, json(status, {}));

  await expect(client.sendText(outbound, signal)).rejects.toMatchObject({ status });

  expect(server.requests).toHaveLength(1);
  expect(clock.pending).toBe(0);
});

test.each([undefined, null, {}, { id: 7 }, 'a', [], { message: {} }])(
  'does not take the success %j without an id for sent',
  async (body) => {
    routes.set(text, json(200, body));

    await expect(client.sendText(outbound, signal)).rejects.toMatchObject({ kind: 'protocol' });
  },
);

describe('a service without the current routes', () => {
  test.each([404, 405, 501])('gets the message by the old one when it says %i', async (status) => {
    routes.set(text, json(status, {}));
    routes.set(old, json(201, { message_id: 'sent-1', channel_ids: ['c'] }));

    const sent = await client.sendText({ ...outbound, replyTo: 'root' }, signal);

    expect(sent).toEqual({
      ...{ id: 'sent-1', conversationId: 'c', attachments: [], carried: false },
    });
    expect(asked().at(-1)).toEqual([
      old,
      {
        ...{ unique_client_id: 'k', transcript: 'Hi', channel_id: 'c' },
        ...{ is_text_message: true, is_streaming: false, reply_to_message_id: 'root' },
      },
    ]);
  });

  test('is asked by the old one from then on', async () => {
    routes.set(old, json(201, { message_id: 'sent-1' }));

    await client.sendText(outbound, signal);
    await client.sendText(outbound, signal);

    const paths = asked().map(([path]) => path);
    expect(paths).toEqual([text, text, old, old]);
    // The second question of the first message had nothing to send.
    expect(asked()[1]).toEqual([text, {}]);
  });

  test('gets the message by the old one also where it had them before', async () => {
    routes.set(text, json(201, { id: 'sent-1' }));
    await client.sendText(outbound, signal);
    routes.delete(text);
    routes.set(old, json(201, { message_id: 'sent-2' }));

    expect(await client.sendText(outbound, signal)).toMatchObject({ id: 'sent-2' });
  });

  test('is looked at anew when the old route goes, and the message gets through', async () => {
    routes.set(old, json(201, { message_id: 'sent-1' }));
    await client.sendText(outbound, signal);
    routes.delete(old);
    routes.set(text, takes(json(201, { id: 'sent-2' })));

    expect(await client.sendText(outbound, signal)).toMatchObject({ id: 'sent-2' });
  });

  test('is looked at once when the old route knows no such conversation', async () => {
    routes.set(old, json(201, { message_id: 'sent-1' }));
    await client.sendText(outbound, signal);
    routes.set(old, json(404, { message: 'Conversation not found' }));

    await expect(client.sendText(outbound, signal)).rejects.toMatchObject({ status: 404 });

    expect(asked().map(([path]) => path)).toEqual([text, text, old, old, text, text, old]);
  });

  test('gets the names of attachments as words, since it takes nothing else', async () => {
    routes.set(old, json(201, { message_id: 'sent-1' }));

    await client.sendAttachments(files, signal);

    expect(asked().at(-1)?.[1]).toMatchObject({ transcript: 'https://a.example/\nf.pdf' });
  });
});

describe('a conversation that is not there', () => {
  const none = json(404, { message: 'Conversation not found' });

  test('is not written to by another route', async () => {
    routes.set(text, takes(none));
    routes.set(old, json(201, { message_id: 'elsewhere' }));

    await expect(client.sendText(outbound, signal)).rejects.toMatchObject({
      ...{ status: 404, message: 'Carbon Voice answered 404: Conversation not found' },
    });

    expect(asked()).toEqual([
      [text, expect.objectContaining({ transcript: 'Hi' })],
      [text, {}],
    ]);
  });

  test('is tried again when the question is not answered: nothing was sent', async () => {
    routes.set(text, (request, response) =>
      request.body === '{}' ? response.destroy() : none(request, response),
    );

    const sending = client.sendText(outbound, signal).catch((error: unknown) => error);
    await vi.waitUntil(() => clock.pending > 0, { timeout: 40_000 });
    clock.advance(400);

    expect(await sending).toMatchObject({
      ...{ kind: 'network', mayHaveArrived: false, retryable: true },
    });
    // The question does no harm twice; the message itself goes out once.
    const question = [text, {}];
    expect(asked()).toEqual([
      [text, expect.objectContaining({ transcript: 'Hi' })],
      ...[question, question, question],
    ]);
  });
});

describe('a recorded note', () => {
  const note = {
    ...{ conversationId: 'c', idempotencyKey: 'k', replyTo: 'root' },
    ...{ audio: new Blob(['RIFF\r\n--x\u0000']), fileName: 'a "b"\r\nc.wav' },
  };

  test('goes as a form of two parts, the payload without a file name', async () => {
    routes.set('/v5/messages/audio', json(201, { id: 'sent-1', attachments: [] }));

    expect(await client.sendAudio(note, signal)).toMatchObject({ id: 'sent-1' });

    const { headers, body } = server.requests[0] ?? { headers: {}, body: '' };
    const boundary = /^multipart\/form-data; boundary=([\w-]+)$/.exec(
      headers['content-type'] ?? '',
    );
    expect(body.split(`--${boundary?.[1]}`)).toEqual([
      '',
      [
        ...['', 'Content-Disposition: form-data; name="payload"', 'Content-Type: application/json'],
        ...['', expectedPayload, ''],
      ].join('\r\n'),
      [
        '',
        'Content-Disposition: form-data; name="audio_file"; filename="a %22b%22%0D%0Ac.wav"',
        'Content-Type: application/octet-stream',
        ...['', 'RIFF', '--x\u0000', ''],
      ].join('\r\n'),
      '--\r\n',
    ]);
  });

  const expectedPayload = JSON.stringify({
    ...{ conversation_id: 'c', idempotency_key: 'k', reply_to_message_id: 'root' },
  });

  test('is read as a form by others, too', async () => {
    routes.set('/v5/messages/audio', json(201, { id: 'sent-1' }));
    await client.sendAudio(note, signal);

    const { headers, body } = server.requests[0] ?? { headers: {}, body: '' };
    const type = headers['content-type'] ?? '';
    const form = await new Response(body, { headers: { 'content-type': type } }).formData();

    expect(JSON.parse(form.get('payload') as string)).toMatchObject({ conversation_id: 'c' });
    expect(await (form.get('audio_file') as File).text()).toBe('RIFF\r\n--x\u0000');
  });

  test('is sent once, whatever the answer', async () => {
    routes.set('/v5/messages/audio', json(502, {}));

    await expect(client.sendAudio(note, signal)).rejects.toMatchObject({ status: 502 });

    expect(server.requests).toHaveLength(1);
  });
});

test('writes to people by id or address, with links, and tells the conversation', async () => {
  const path = '/simplified/messages/direct';
  routes.set(path, json(201, { message: { id: 'sent-1', conversation_id: 'new' } }));
  const common = {
    ...{ workspace_id: 'personal', from_message_type: 'NewMessage', body_type: 'TextMessage' },
    transcript: 'Hi',
  };

  const sent = await client.sendDirect({ userIds: ['u'], text: 'Hi' }, signal);
  const links = ['https://a.example/'];
  await client.sendDirect({ emails: ['a@b.example'], text: 'Hi', links }, signal);

  expect(sent).toEqual({
    ...{ id: 'sent-1', conversationId: 'new', attachments: [], carried: true },
  });
  expect(asked()).toEqual([
    [path, { ...common, to: { user_ids: ['u'] } }],
    [path, { ...common, to: { emails: ['a@b.example'] }, links }],
  ]);
});
