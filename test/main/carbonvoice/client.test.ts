import { afterEach, beforeEach, expect, test } from 'vitest';
import { CarbonVoiceClient } from '../../../main/carbonvoice/client.ts';
import { SettingsError } from '../../../shared/errors.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { json, LocalServer } from '../../fakes/local-server.ts';
import type { LocalAnswer } from '../../fakes/local-server.ts';
import { fixture, ids, wireMessage } from './fixtures.ts';

let server: LocalServer;
let clock: FakeClock;
let client: CarbonVoiceClient;
const { signal } = new AbortController();

beforeEach(async () => {
  server = await new LocalServer().open();
  clock = new FakeClock(0);
  const token = (): Promise<string> => Promise.resolve('cv_pat_1');
  client = new CarbonVoiceClient({ url: server.url, userAgent: 'Adjutant/1', token, clock });
});
afterEach(() => server.close());

const emptyFeed = json(200, { data: [], has_more: false, next_cursor: null });

/** Answers one after the other; the last one stands. */
function answers(...list: readonly LocalAnswer[]): void {
  let index = 0;
  server.answer = (request, answer) => {
    list[Math.min(index, list.length - 1)]?.(request, answer);
    index += 1;
  };
}

/** Lets the time between repeats pass as soon as it is waited for. */
async function hurry<T>(work: Promise<T>): Promise<T> {
  let done = false;
  const ended = work.finally(() => (done = true));
  ended.catch(() => {
    // Told by the promise that is returned.
  });
  while (!done) {
    await new Promise(setImmediate);
    if (clock.pending > 0) clock.advance(400);
  }
  return ended;
}

test('says who it is and shows the token with each request', async () => {
  answers(json(200, fixture('whoami')));

  expect(await client.whoami(signal)).toMatchObject({ agentId: ids.agent, ownerId: ids.owner });

  expect(server.requests[0]).toMatchObject({
    ...{ method: 'GET', path: '/whoami' },
    headers: {
      ...{ authorization: 'Bearer cv_pat_1', 'user-agent': 'Adjutant/1' },
      accept: 'application/json',
    },
  });
  expect(server.requests[0]?.headers).not.toHaveProperty('content-type');
});

test('asks nothing without a token', async () => {
  const token = (): Promise<string> => Promise.reject(new SettingsError('NO', 'No token.'));
  const without = new CarbonVoiceClient({ url: server.url, userAgent: 'x', token, clock });

  await expect(without.whoami(signal)).rejects.toMatchObject({ kind: 'settings' });

  expect(server.requests).toEqual([]);
});

test.each([
  [401, { kind: 'auth', code: 'CARBONVOICE_TOKEN_REFUSED', retryable: false }],
  [400, { kind: 'remote', status: 400, retryable: false }],
  [403, { kind: 'remote', status: 403, retryable: false }],
  [404, { kind: 'remote', status: 404, retryable: false }],
  [302, { kind: 'remote', status: 302, retryable: false }],
  [408, { kind: 'remote', status: 408, retryable: true }],
  [429, { kind: 'remote', status: 429, retryable: true, retryAfterMs: 7000 }],
  [500, { kind: 'remote', status: 500, retryable: true, requestId: 'r1' }],
])('turns status %i into an error of ours, at once', async (status, expected) => {
  const headers = { 'retry-after': '7', 'x-request-id': 'r1', location: '/whoami' };
  answers(json(status, { errmsg: 'No.' }, headers));

  await expect(client.whoami(signal)).rejects.toMatchObject(expected);

  expect(server.requests).toHaveLength(1);
});

test('says with a refused token what to do about it', async () => {
  answers(json(401, {}));

  await expect(client.whoami(signal)).rejects.toMatchObject({
    remedy: expect.stringContaining('secret set carbonvoice-pat') as string,
  });
});

test('keeps what it repeats of the service’s words short', async () => {
  answers(json(400, { message: 'x'.repeat(5000) }));

  const error = await client.whoami(signal).catch((thrown: unknown) => thrown as Error);

  expect((error as Error).message.length).toBeLessThan(250);
});

test('breaks off at an answer that is none', async () => {
  answers((_request, answer) => answer.writeHead(200).end('<html>'));

  await expect(client.whoami(signal)).rejects.toMatchObject({ kind: 'protocol' });
});

test.each([502, 503, 504])('repeats a read twice on %i', async (status) => {
  answers(json(status, {}), json(status, {}), json(200, fixture('whoami')));

  expect(await hurry(client.whoami(signal))).toMatchObject({ agentId: ids.agent });

  expect(server.requests).toHaveLength(3);
  expect(clock.now()).toBe(1200);
});

test('gives up a read after the third failure', async () => {
  answers(json(503, {}));

  await expect(hurry(client.whoami(signal))).rejects.toMatchObject({ status: 503 });

  expect(server.requests).toHaveLength(3);
});

const cuts: [string, LocalAnswer][] = [
  ['closed', (_request, answer) => void answer.destroy()],
  ['reset', (_request, answer) => answer.req.socket.resetAndDestroy()],
  [
    'cut amid its answer',
    (_request, answer) => {
      answer.writeHead(200, { 'content-length': '9' }).write('half', () => answer.destroy());
    },
  ],
];

test.each(cuts)('repeats a read at once whose connection is %s', async (_how, cut) => {
  answers(json(200, fixture('whoami')), cut, json(200, fixture('whoami')));
  await client.whoami(signal);

  expect(await client.whoami(signal)).toMatchObject({ agentId: ids.agent });

  expect(server.requests).toHaveLength(3);
});

test('repeats a read once more where its connection is cut again', async () => {
  const cut: LocalAnswer = (_request, answer) => void answer.destroy();
  answers(cut, cut, json(200, fixture('whoami')));

  expect(await hurry(client.whoami(signal))).toMatchObject({ agentId: ids.agent });

  expect(server.requests).toHaveLength(3);
});

test('gives up a read whose connection is cut three times', async () => {
  answers((_request, answer) => void answer.destroy());

  await expect(hurry(client.whoami(signal))).rejects.toMatchObject({ kind: 'network' });

  expect(server.requests).toHaveLength(3);
});

test.each(cuts)('repeats nothing that sends when its connection is %s', async (_how, cut) => {
  answers(cut);
  const outbound = { conversationId: 'c', replyTo: null, idempotencyKey: 'k', text: 'Hi' };
  const acts = [
    () => client.sending.sendText(outbound, signal),
    () => client.subscribe('https://a.example', 'me', signal),
  ];
  for (const act of acts) {
    await expect(hurry<unknown>(act())).rejects.toMatchObject({
      ...{ kind: 'network', mayHaveArrived: true },
    });
  }

  expect(server.requests).toHaveLength(2);
});

test('repeats reactions, read marks and removals, which do no harm twice', async () => {
  const acts = [
    () => client.courtesies.react('m', '👀', signal),
    () => client.markRead('c', 'm', signal),
    () => client.unsubscribe('c', 'i', signal),
  ];
  for (const act of acts) {
    answers(json(502, {}), json(204, undefined));
    await hurry(act());
  }

  expect(server.requests).toHaveLength(6);
});

test('reads a message, and null where there is none', async () => {
  answers(json(200, fixture('message')), json(404, { message: 'not found' }), emptyFeed);

  expect(await client.reading.message(ids.message, null, signal)).toMatchObject({
    id: ids.message,
  });
  expect(await client.reading.message('gone', null, signal)).toBeNull();
});

test('keeps ids from changing the address', async () => {
  answers(json(200, fixture('message')));
  await client.reading.message('../../x?y=1#z', null, signal);
  answers(json(204, undefined));
  await client.markRead('a/b', 'c d', signal);
  await client.courtesies.react('ü', '👀', signal);
  await client.unsubscribe('a/b', 'c?d', signal);

  expect(server.requests.map(({ path }) => path)).toEqual([
    '/v6/messages/..%2F..%2Fx%3Fy%3D1%23z',
    '/notifications/a%2Fb/c%20d?type=message&notification_removal_mode=hard',
    '/reactions/message/%C3%BC',
    '/apps/a%2Fb/unsubscribe/c%3Fd',
  ]);
});

test('pages the feed from an instant, then by cursor without it', async () => {
  answers(json(200, { data: [wireMessage()], has_more: false, next_cursor: null }));

  await client.reading.updates({ since: Date.UTC(2026, 8, 24) }, signal);
  await client.reading.updates({ since: 0, cursor: 'a+b/=' }, signal);
  await client.reading.updates({ since: 0, cursor: 'c', conversationId: 'a b' }, signal);

  expect(server.requests.map(({ path }) => path)).toEqual([
    '/v6/messages/updates?direction=newer&limit=200&date=2026-09-24T00%3A00%3A00.000Z',
    '/v6/messages/updates?direction=newer&limit=200&cursor=a%2Bb%2F%3D',
    '/v6/messages/updates?direction=newer&limit=200&cursor=c&conversation_id=a+b',
  ]);
});

test('registers a webhook once, and takes "same webhook url" for registered', async () => {
  answers(
    json(201, fixture('subscription')),
    json(400, { message: 'Same webhook URL already exists' }),
    json(400, { message: 'Unknown filter' }),
    json(503, {}),
  );

  expect(await client.subscribe('https://a.example', 'me', signal)).toMatchObject({
    clientId: 'client-1',
  });
  expect(await client.subscribe('https://a.example', 'me', signal)).toBeNull();
  const refused = client.subscribe('https://a.example', 'me', signal);
  await expect(refused).rejects.toMatchObject({ status: 400 });
  const away = client.subscribe('https://a.example', 'me', signal);
  await expect(away).rejects.toMatchObject({ status: 503 });
  expect(server.requests).toHaveLength(4);
});

test('ends with the signal, also between repeats', async () => {
  const controller = new AbortController();
  answers(json(503, {}));
  const asked = client.whoami(controller.signal);
  asked.catch(() => {
    // Looked at below.
  });
  while (clock.pending === 0) await new Promise(setImmediate);

  controller.abort(new DOMException('closed', 'AbortError'));

  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  expect(clock.pending).toBe(0);
  expect(server.requests).toHaveLength(1);
});
