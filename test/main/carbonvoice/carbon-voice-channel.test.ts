import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Gate } from '../../../main/base/gate.ts';
import { CarbonVoiceChannel } from '../../../main/carbonvoice/carbon-voice-channel.ts';
import type { Outbound } from '../../../main/thread/outbox-ports.ts';
import type { InboxItem } from '../../../main/thread/inbox-ports.ts';
import { json } from '../../fakes/local-server.ts';
import { fixture, ids, wireMessage } from './fixtures.ts';
import { ServiceScene } from './service-scene.ts';

let scene: ServiceScene;
let channel: CarbonVoiceChannel;
const { signal } = new AbortController();
const wireFile = { id: 'f', type: 'file', filename: '../a.pdf', length_in_bytes: 120_000 };
const wireLink = { id: 'l', type: 'link', url: 'https://a.example/' };
const came = [
  { state: 'awaited', remoteId: 'f' },
  { state: 'named', kind: 'link' },
];
const sentAt = Date.UTC(2026, 8, 24, 10);

beforeEach(async () => {
  scene = await new ServiceScene().open();
  const { client, connection, files } = scene;
  const backlog = { digestAfterMs: 43_200_000, caughtUp: new Gate(true) };
  channel = new CarbonVoiceChannel({
    ...{ client, connection, files, backlog, clock: scene.clock },
    ...{ allow: () => ['friend'], signals: true },
    expireAfterMs: 259_200_000,
    upToDate: () => Promise.resolve(),
  });
});
afterEach(() => scene.close());

function item(change: Partial<InboxItem> = {}): InboxItem {
  return {
    ...{ id: 'in-1', channel: 'carbonvoice', remoteId: ids.message, attempts: 0, nextAt: 0 },
    ...{ conversationId: ids.conversation, receivedAt: sentAt + 5000, ...change },
  };
}

async function examine(change: Record<string, unknown>) {
  await scene.connect();
  scene.routes.set('GET /v6/messages/', json(200, { message: wireMessage(change) }));
  return channel.examine(item(), signal);
}

describe('a message', () => {
  test('by the owner is ready, with what was said and where', async () => {
    expect(await examine({ thread_id: 'root' })).toEqual({
      type: 'ready',
      isAcknowledged: false,
      resolved: {
        ...{ at: sentAt, saidAt: sentAt, author: ids.owner, principal: 'owner', replyTo: 'root' },
        text: 'Please add the release notes to the wiki.',
        conversationId: ids.conversation,
      },
    });
  });

  test('does not stand after its delivery, whatever the clock of the service says', async () => {
    expect(await examine({ created_at: '2030-01-01T00:00:00.000Z' })).toMatchObject({
      resolved: { at: sentAt + 5000 },
    });
  });

  const ignored = { type: 'settled', delivery: 'ignored' };
  const failsLater = { type: 'waiting', limitMs: 300_000, giveUp: { delivery: 'failed' } };
  test.each([
    ['an allowed sender', { creator_id: 'friend' }, { resolved: { principal: 'trusted' } }],
    ['a stranger', { creator_id: 'x' }, { ...ignored, resolved: { principal: 'stranger' } }],
    ['ourselves', { creator_id: ids.agent }, { ...ignored, reason: 'It is our own message.' }],
    ['nobody any more', { status: 'deleted' }, { ...ignored, reason: 'The message is deleted.' }],
    ['one who canceled', { status: 'canceled' }, ignored],
    ['one whose recording failed', { status: 'failed' }, ignored],
    ['one whose account is gone', { status: 'account-deleted' }, ignored],
    ['one who still records', { status: 'inprogress' }, failsLater],
    ['one who paused', { status: 'paused' }, failsLater],
    ['one whose text is to come', { content: { transcript: '' } }, failsLater],
    ['one without content yet', { content: null, status: 'processing' }, failsLater],
    [
      'one whose words are in the codes',
      { content: { transcript: ' ', time_codes: [{ t: 'Call' }, { t: 'me' }] } },
      { type: 'ready', resolved: { text: 'Call me' } },
    ],
    [
      'one who attached something odd',
      { kind: 'attachment', content: null, attachments: [{}] },
      { resolved: { text: '(An attachment without words.)' } },
    ],
    [
      'one who attached a file and a link',
      { kind: 'attachment', content: null, attachments: [wireFile, wireLink] },
      { resolved: { text: '_a.pdf, PDF, 120 kB\nhttps://a.example/', attachments: came } },
    ],
    ['one who speaks with a file', { content: null, attachments: [{}] }, failsLater],
  ])('by %s', async (_name, change, expected) => {
    expect(await examine(change)).toMatchObject(expected);
  });

  test('by a stranger is ignored without waiting for its text', async () => {
    expect(await examine({ creator_id: 'x', content: null })).toMatchObject({ type: 'settled' });
  });

  test('that the service does not know may still come for a minute', async () => {
    await scene.connect();

    expect(await channel.examine(item(), signal)).toEqual({
      ...{ type: 'waiting', limitMs: 60_000 },
      giveUp: { delivery: 'ignored', reason: 'Carbon Voice knows no such message.' },
    });
  });

  test('of anybody is ignored when the account names no owner, the allowed included', async () => {
    scene.routes.set('GET /whoami', json(200, { user: { id: ids.agent } }));

    expect(await examine({ creator_id: 'friend' })).toMatchObject({
      ...{ type: 'settled', delivery: 'ignored' },
    });
  });

  test('cannot be judged before the account is known', async () => {
    await expect(channel.examine(item(), signal)).rejects.toMatchObject({
      ...{ kind: 'network', code: 'CARBONVOICE_NOT_CONNECTED', retryable: true },
      mayHaveArrived: false,
    });
    expect(scene.asked).toEqual([]);
  });

  test('that cannot be asked for has the connection looked at', async () => {
    await scene.connect();
    scene.routes.set('GET /v6/messages/', json(401, {}));
    scene.routes.set('GET /whoami', json(401, {}));

    await expect(channel.examine(item(), signal)).rejects.toMatchObject({ kind: 'auth' });

    await scene.until(() => scene.state.status === 'refused');
  });
});

describe('a reply that may be out', () => {
  const outbound: Outbound = {
    ...{ id: 'o', channel: 'carbonvoice', conversationId: ids.conversation, replyTo: 'root' },
    ...{ text: ' Done. ', idempotencyKey: 'key-1', createdAt: sentAt, state: 'unknown' },
    ...{ attempts: 1, nextAt: 0, messageId: 'o', position: 0, recipient: null },
    ...{ expiresAt: null, refusals: 0 },
  };

  function ours(change: Record<string, unknown> = {}): Record<string, unknown> {
    return wireMessage({
      ...{
        id: 'sent-1',
        creator_id: ids.agent,
        thread_id: 'root',
        content: { transcript: 'Done.' },
      },
      ...change,
    });
  }

  /** The service tells its time, which is ours. */
  async function connect(): Promise<void> {
    const date = new Date(scene.clock.now()).toUTCString();
    scene.routes.set('GET /whoami', json(200, fixture('whoami'), { date }));
    await scene.connect();
  }

  async function find(rows: readonly unknown[], taken: readonly string[] = []) {
    await connect();
    const feed = json(200, { data: rows, has_more: false, next_cursor: null });
    scene.routes.set('GET /v6/messages/updates', feed);
    return channel.findSent(outbound, new Set(taken), signal);
  }

  test('is found by its key, whatever else differs', async () => {
    const row = ours({ idempotency_key: 'key-1', content: null, thread_id: 'elsewhere' });

    expect(await find([ours({ id: 'a', idempotency_key: 'key-2' }), row])).toMatchObject({
      remoteId: 'sent-1',
    });
  });

  test('is found without a key by all that makes it this one', async () => {
    expect(await find([ours()])).toMatchObject({ remoteId: 'sent-1' });
  });

  test.each([
    ['another author', { creator_id: ids.owner }],
    ['another conversation', { conversation_id: 'other' }],
    ['another thread', { thread_id: 'other' }],
    ['another text', { content: { transcript: 'Done?' } }],
    ['another key', { idempotency_key: 'key-2' }],
    ['an earlier time', { created_at: '2026-09-24T08:58:00.000Z' }],
  ])('is not one with %s', async (_name, change) => {
    expect(await find([ours(change)])).toBeNull();
  });

  test('is not one that is another reply already', async () => {
    expect(await find([ours(), ours({ id: 'sent-2' })], ['sent-1'])).toMatchObject({
      remoteId: 'sent-2',
    });
    expect(await channel.findSent(outbound, new Set(['sent-1', 'sent-2']), signal)).toBeNull();
  });

  test('is looked for from an hour before it was written, through all pages', async () => {
    await connect();
    scene.routes.set('GET /v6/messages/updates', (request, answer) => {
      const cursor = new URL(request.path, 'http://x').searchParams.get('cursor');
      const page = Number(cursor ?? 0);
      const data = page === 3 ? [ours()] : [];
      json(200, { data, has_more: page < 3, next_cursor: String(page + 1) })(request, answer);
    });

    expect(await channel.findSent(outbound, new Set(), signal)).toMatchObject({
      remoteId: 'sent-1',
    });

    const asked = scene.asked.filter((request) => request.includes('updates'));
    expect(asked[0]).toContain('date=2026-09-24T09%3A00%3A00.000Z');
    expect(asked).toHaveLength(4);
    expect(asked.every((request) => request.includes('conversation_id='))).toBe(true);
  });

  test.each([400, 403, 404])(
    'is looked for everywhere when its conversation is %i',
    async (status) => {
      await scene.connect();
      scene.routes.set('GET /v6/messages/updates', (request, answer) => {
        const isScoped = request.path.includes('conversation_id=');
        const page = { data: [ours()], has_more: false, next_cursor: null };
        json(isScoped ? status : 200, isScoped ? {} : page)(request, answer);
      });

      expect(await channel.findSent(outbound, new Set(), signal)).toMatchObject({
        remoteId: 'sent-1',
      });
    },
  );

  test('is not looked for elsewhere when the service fails', async () => {
    await scene.connect();
    scene.routes.set('GET /v6/messages/updates', json(500, {}));

    await expect(channel.findSent(outbound, new Set(), signal)).rejects.toMatchObject({
      status: 500,
    });
    expect(scene.asked.filter((request) => request.includes('updates'))).toHaveLength(1);
  });

  test('is not taken for absent when the feed has no end', async () => {
    await scene.connect();
    const endless = json(200, { data: [], has_more: true, next_cursor: 'again' });
    scene.routes.set('GET /v6/messages/updates', endless);

    await expect(channel.findSent(outbound, new Set(), signal)).rejects.toMatchObject({
      kind: 'network',
    });
  });

  test('is sent with its text, key and target', async () => {
    await scene.connect();
    scene.routes.set('POST /v5/messages/text', json(201, { id: 'sent-9' }));

    expect(await channel.send(outbound, signal)).toMatchObject({ remoteId: 'sent-9' });

    expect(JSON.parse(scene.server.requests.at(-1)?.body ?? '')).toMatchObject({
      ...{ idempotency_key: 'key-1', reply_to_message_id: 'root' },
    });
  });
});

test('signs the arrival and the reading', async () => {
  await scene.connect();
  scene.routes.set('POST /reactions/', json(201, {}));
  scene.routes.set('DELETE /notifications/', json(204, undefined));

  await channel.acknowledge(item(), signal);
  await channel.markRead(item(), signal);
  await channel.markRead(item({ conversationId: null }), signal);

  expect(scene.asked.slice(2)).toEqual([
    `POST /reactions/message/${ids.message}`,
    `DELETE /notifications/${ids.conversation}/${ids.message}?type=message&notification_removal_mode=hard`,
  ]);
  expect(JSON.parse(scene.server.requests[2]?.body ?? '')).toEqual({ reaction: '👀' });
});

test('is ready while the connection is', async () => {
  expect(channel.channel).toBe('carbonvoice');
  expect(channel.ready.isOpen).toBe(false);

  await scene.connect();

  expect(channel.ready.isOpen).toBe(true);
});
