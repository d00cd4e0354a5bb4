import { connect } from 'node:net';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { exchange } from '../../app/raw-exchange.ts';
import { codeOf, enter, openHost } from './page-client.ts';

/** As `fetch`, which lets nobody set a Host, and puts paths right before it asks. */
function ask(
  host: { readonly port: number },
  options: {
    readonly path?: string;
    readonly method?: string;
    readonly headers?: Record<string, string>;
  } = {},
): Promise<{
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: host.port, agent: false, ...options },
      (answer) => {
        answer.setEncoding('utf8');
        answer.toArray().then(
          (chunks) =>
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              text: chunks.join(''),
            }),
          reject,
        );
      },
    );
    asked.once('error', reject);
    asked.end();
  });
}

describe('the page on loopback', () => {
  test('is served with headers that let nothing else in', async () => {
    await using host = await openHost();
    for (const path of ['/', '/enter']) {
      const { status, headers, text } = await ask(host, { path });
      expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(text).toContain('<!doctype html>');
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'/);
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test('lets what is named by its content be kept, and nothing else', async () => {
    await using host = await openHost();
    const caching = async (path: string) => (await ask(host, { path })).headers['cache-control'];
    expect(await caching('/assets/a-1.js')).toContain('immutable');
    for (const path of ['/', '/enter', '/session', '/assets/none.js', '/assets/../index.html']) {
      expect(await caching(path)).toBe('no-store');
    }
  });

  test('answers HEAD without a body and other methods with 405', async () => {
    await using host = await openHost();
    const head = await ask(host, { method: 'HEAD' });
    expect([head.status, head.text]).toEqual([200, '']);
    expect(Number(head.headers['content-length'])).toBeGreaterThan(0);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await ask(host, { method })).status).toBe(405);
    }
  });

  test.each([
    ['another name', (port: number) => `adjutant.example:${port}`],
    ['a name that begins like ours', (port: number) => `localhost.example:${port}`],
    ['an address that begins like ours', (port: number) => `127.0.0.1.example:${port}`],
    ['another address', (port: number) => `0.0.0.0:${port}`],
    ['a name with a user', (port: number) => `localhost@adjutant.example:${port}`],
    ['no number as its port', () => 'localhost:80a'],
  ])('refuses %s as Host', async (_what, name) => {
    await using host = await openHost();
    expect((await ask(host, { headers: { host: name(host.port) } })).status).toBe(403);
  });

  test('refuses a foreign Origin, also of another page of this machine', async () => {
    await using host = await openHost();
    const others = [`https://127.0.0.1:${host.port}`, 'http://127.0.0.1:1', 'http://127.0.0.1'];
    for (const origin of ['http://evil.example', 'null', ...others]) {
      expect((await ask(host, { headers: { origin } })).status).toBe(403);
    }
  });

  test.each([
    '/../settings.json',
    '/..%2fsettings.json',
    '/%2e%2e/settings.json',
    '//settings.json',
    '/..\\settings.json',
    '/index.html/../../settings.json',
    '/index.html%00',
    '/constructor',
  ])('serves nothing at %s', async (path) => {
    await using host = await openHost();
    const { status, text } = await ask(host, { path });
    expect([status, text]).toEqual([404, '']);
  });

  test('survives peers that reset an upgrade at once', async () => {
    await using host = await openHost();
    const head = `GET /ipc HTTP/1.1\r\nHost: 127.0.0.1:${host.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const socket = connect(host.port, '127.0.0.1');
        socket.on('error', () => {});
        await new Promise((resolve) => socket.write(head, resolve));
        socket.resetAndDestroy();
      }),
    );
    expect((await ask(host)).status).toBe(200);
  });

  test('closes a refused upgrade that goes on talking', async () => {
    await using host = await openHost();
    const answer = await exchange(host.origin, {
      write: (socket) => {
        socket.write(
          'GET /ipc HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
        );
        const drip = setInterval(() => socket.write('x'), 50);
        socket.once('close', () => clearInterval(drip));
      },
      staysOpen: true,
      limitMs: 4000,
    });
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  test('says which port is taken', async () => {
    await using host = await openHost();
    await expect(openHost(host.port)).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      remedy: 'Choose another with --port.',
    });
  });

  test('closes twice', async () => {
    await using host = await openHost();
    await enter(host);
    await Promise.all([host.close(), host.close()]);
    await expect(fetch(host.origin)).rejects.toThrow('fetch failed');
  });
});

describe('the one-time link', () => {
  test('lets one page in, once', async () => {
    await using host = await openHost();
    const code = codeOf(host.newLink());
    const cookie = await enter(host, code);
    expect(cookie).toMatch(new RegExp(`^adjutant-${host.port}=[\\w-]{43}$`));
    expect(await enter(host, code)).toBeNull();
    const session = `${host.origin}/session`;
    expect((await fetch(session, { headers: { cookie: cookie ?? '' } })).status).toBe(204);
    expect((await fetch(session)).status).toBe(401);
    expect((await fetch(session, { headers: { cookie: `${cookie ?? ''}x` } })).status).toBe(401);
  });

  test('is valid for 30 seconds', async () => {
    await using host = await openHost();
    const [early, late] = [codeOf(host.newLink()), codeOf(host.newLink())];
    host.clock.advance(30_000);
    expect(await enter(host, early)).not.toBeNull();
    host.clock.advance(1);
    expect(await enter(host, late)).toBeNull();
  });

  test('is not spent by a request without an Origin, by rubbish, or by another site', async () => {
    await using host = await openHost();
    const code = codeOf(host.newLink());
    const post = (body: string, headers: Record<string, string>): Promise<Response> =>
      fetch(`${host.origin}/session`, { method: 'POST', headers, body });
    const own = { origin: host.origin };
    expect((await post(JSON.stringify({ code }), {})).status).toBe(401);
    expect((await post(JSON.stringify({ code }), { origin: 'http://evil.example' })).status).toBe(
      403,
    );
    for (const rubbish of ['', '{', '[]', 'null', '{"code":7}', `{"code":"${'x'.repeat(100)}"}`]) {
      expect((await post(rubbish, own)).status).toBe(401);
    }
    const huge = post(`{"code":"${'x'.repeat(1_000_000)}"}`, own).then(
      ({ status }) => status,
      () => 401,
    );
    expect(await huge).toBe(401);
    expect(await enter(host, code)).not.toBeNull();
  });

  test('sets a cookie that no script and no other site can use', async () => {
    await using host = await openHost();
    const answer = await fetch(`${host.origin}/session`, {
      method: 'POST',
      headers: { origin: host.origin },
      body: JSON.stringify({ code: codeOf(host.newLink()) }),
    });
    expect(answer.headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
  });
});
