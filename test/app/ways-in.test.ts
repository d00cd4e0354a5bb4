import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import { ensureBuilt } from './built-app.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { exchange, rawRequest } from './raw-exchange.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

const refusal = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';
const mebibyte = 1024 * 1024;

// Mostly waiting: side by side.
describe.concurrent('the webhook server of a running app', () => {
  test('refuses bad input with one answer, and takes a good delivery right after', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    await using app = await startInstance({
      home: home.path,
      env: { ADJUTANT_CARBONVOICE_URL: double.url, ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right' },
    });
    const { local, carbonvoice: path, voipbin } = app.ready.ingress;
    const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n`;
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    const bad: readonly (string | Buffer)[] = [
      '',
      head,
      `${head}Content-Length: 100\r\n\r\n{"id":`,
      `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(17)}`,
      rawRequest(path, ' '.repeat(mebibyte + 1)),
      rawRequest(path, '['.repeat(mebibyte)),
      rawRequest(path, `{"id":${'{"a":'.repeat(100_000)}`),
      rawRequest(path, '{"id":7}'),
      rawRequest(path, '{"message_guid":""}'),
      rawRequest(path, `{"id":"${'x'.repeat(10_000)}"}`),
      rawRequest(path, '{"data":{"resource":null}}'),
      rawRequest(path, Buffer.from('{"id":"\xff"}', 'latin1')),
      rawRequest(path, '{"id":"m1"}', { headers: { 'content-type': 'text/json' } }),
      rawRequest(`${path}x`, '{"id":"m1"}'),
      rawRequest(path.toUpperCase(), '{"id":"m1"}'),
      rawRequest(voipbin, '{"id":"m1"}'),
      rawRequest('/', '', { method: 'GET' }),
      'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n',
      `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    ];
    const answers = bad.map((bytes) =>
      exchange(local, { write: (socket) => void socket.write(bytes) }),
    );
    expect(await Promise.all(answers)).toEqual(bad.map(() => refusal));
    expect(await app.thread()).toEqual([]);
    const message = double.say({ text: 'note that it works', conversationId: 'c1' });
    for (let times = 0; times < 20; times += 1) {
      expect(await double.deliver(app.webhookUrl, message, 'current')).toBe(204);
    }
    await until('it is answered', () => double.repliesTo(message).length === 1);
    await until('it is over', async () => (await app.status()).outbox.pending === 0);
    expect(double.sends).toHaveLength(1);
    expect(await app.thread()).toHaveLength(2);
  });

  test('takes a delivery for each of many messages at once', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    await using app = await startInstance({
      home: home.path,
      env: { ADJUTANT_CARBONVOICE_URL: double.url, ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right' },
    });
    const messages = Array.from({ length: 50 }, (_, index) =>
      double.say({ text: `Number ${index}?`, conversationId: `c${index % 5}` }),
    );
    const posts = messages.map((message) => double.deliver(app.webhookUrl, message, 'guide'));
    expect(await Promise.all(posts)).toEqual(messages.map(() => 204));
    await until('all are answered', () => double.sends.length >= messages.length);
    for (const message of messages) expect(double.repliesTo(message)).toHaveLength(1);
  });
});

/** What the page's socket is sent. */
type Change = { readonly type: string; readonly message?: { readonly id: string } };
type Frame = {
  readonly id?: number;
  readonly answer?: { readonly value: unknown };
  readonly payload?: { readonly change?: Change };
};

describe('the page of a running app', () => {
  test('is entered once by the link of the ready line, and again by a fresh one', async () => {
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path });
    const enter = async (link: string): Promise<string | null> => {
      const { origin, hash } = new URL(link);
      const code = new URLSearchParams(hash.slice(1)).get('code');
      const page = await fetch(link);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      const headers = { origin };
      const body = JSON.stringify({ code });
      const answer = await fetch(`${origin}/session`, { method: 'POST', headers, body });
      return answer.headers.get('set-cookie')?.split(';')[0] ?? null;
    };
    const cookie = await enter(app.ready.ui);
    expect(cookie).not.toBeNull();
    expect(await enter(app.ready.ui)).toBeNull();
    const { ui } = JSON.parse((await app.cli(['ui'])).out) as { readonly ui: string };
    expect(await enter(ui)).not.toBeNull();

    const { origin } = new URL(ui);
    const headers = { cookie: cookie ?? '', origin };
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/ipc`, { headers });
    const frames: Frame[] = [];
    socket.on(
      'message',
      (data) => void frames.push(JSON.parse((data as Buffer).toString('utf8')) as object),
    );
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(JSON.stringify({ id: 1, name: 'state:get', payload: {} }));
    socket.send(JSON.stringify({ id: 2, name: 'no:such', payload: {} }));
    const words = { id: randomUUID(), text: 'note that I see you' };
    // Asked again, as by a page that did not hear the answer.
    for (const id of [3, 4]) {
      socket.send(JSON.stringify({ id, name: 'message:send', payload: words }));
    }
    await until('four answers', () => frames.filter(({ id }) => id !== undefined).length === 4);
    const answers = new Map(frames.map(({ id, answer }) => [id, answer]));
    expect(answers.get(1)).toMatchObject({ ok: true, value: { snapshot: { paused: false } } });
    expect(answers.get(2)).toMatchObject({ ok: false, error: { code: 'IPC_UNKNOWN' } });
    expect(answers.get(3)).toEqual({ ok: true, value: { messageId: words.id } });
    expect(answers.get(4)).toEqual(answers.get(3));
    const told = frames
      .map(({ payload }) => payload?.change)
      .filter((change) => JSON.stringify(change ?? null).includes(words.text));
    // When it is kept, and perhaps when it is known from whom it is.
    expect(new Set(told.map((change) => [change?.type, change?.message?.id].join()))).toEqual(
      new Set([`message-saved,${words.id}`]),
    );
    expect((await app.thread()).filter(({ text }) => text === words.text)).toHaveLength(1);
    socket.close();
    expect((await app.cli(['quit'])).code).toBe(0);
    expect((await app.exited).code).toBe(0);
  });
});
