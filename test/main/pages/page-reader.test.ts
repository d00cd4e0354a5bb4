import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { publicDoor } from '../../../main/pages/page-reader.ts';
import type { LocalAnswer } from '../../fakes/local-server.ts';
import { answer, at, failureOf, never, reader, server } from './page-scene.ts';

beforeAll(() => server.open());
afterAll(() => server.close());
beforeEach(() => void server.requests.splice(0));

describe('a page', () => {
  test('is read as a stranger to it would', async () => {
    server.answer = answer(
      'text/html; charset=utf-8',
      '<title>Hi</title><p>Grüße <a href="/b">next</a>',
      {
        'set-cookie': 'a=b',
      },
    );
    const { pages, asked } = reader();
    await pages.read(at('/a?x=1'), never);
    const page = await pages.read(at('/a?x=1'), never);
    expect(page).toEqual({
      ...{ address: at('/a?x=1'), title: 'Hi', text: 'Grüße next', isCut: false },
      links: [{ text: 'next', address: at('/b') }],
    });
    expect(asked).toEqual(['page.example', 'page.example']);
    const { headers = {}, path, method } = server.requests[1] ?? {};
    expect({ path, method }).toEqual({ path: '/a?x=1', method: 'GET' });
    expect(headers['user-agent']).toBe('Adjutant/test');
    for (const name of ['cookie', 'authorization', 'referer'])
      expect(headers).not.toHaveProperty(name);
  });

  test.each([
    ['text/plain', 'a <b>', 'a <b>'],
    ['application/json', '{"a":1}', '{"a":1}'],
    ['application/rss+xml', '<rss/>', '<rss/>'],
    ['application/ld+json; charset=utf-8', '{}', '{}'],
    ['', 'plain words', 'plain words'],
  ])('of the type "%s" is told as the text that it is', async (type, body, text) => {
    server.answer = answer(type, body);
    expect((await reader().pages.read(at('/'), never)).text).toBe(text);
  });

  test.each([
    ['application/pdf', 'PDF'],
    ['image/png', 'image'],
    ['application/zip', 'application/zip'],
    ['audio/mpeg', 'audio'],
  ])('of the type %s is honestly refused', async (type, word) => {
    server.answer = answer(type, 'x');
    expect(await failureOf(reader().pages.read(at('/'), never))).toContain(word);
  });

  test('without a type is looked at before it is believed to be text', async () => {
    server.answer = (_request, response) => void response.end('%PDF-1.7 …');
    expect(await failureOf(reader().pages.read(at('/'), never))).toContain('PDF');
    server.answer = (_request, response) => void response.end(Buffer.from([1, 0, 2]));
    expect(await failureOf(reader().pages.read(at('/'), never))).toContain('file');
    server.answer = (_request, response) => void response.end('<!DOCTYPE html><p>Words');
    expect((await reader().pages.read(at('/'), never)).text).toBe('Words');
  });

  test.each([
    ['gzip', gzipSync('packed')],
    ['deflate', deflateSync('packed')],
    ['br', brotliCompressSync('packed')],
  ])('is unpacked (%s)', async (encoding, body) => {
    server.answer = answer('text/plain', body, { 'content-encoding': encoding });
    expect((await reader().pages.read(at('/'), never)).text).toBe('packed');
  });

  test.each([
    ['zstd', Buffer.from('x')],
    ['gzip, gzip', gzipSync(gzipSync('x'))],
    ['gzip', Buffer.from('no gzip at all')],
  ])('that is packed otherwise is refused (%s)', async (encoding, body) => {
    server.answer = answer('text/plain', body, { 'content-encoding': encoding });
    expect(await failureOf(reader().pages.read(at('/'), never))).toMatch(/packed/u);
  });

  test('that is too long is cut, on the wire and after it was unpacked, and says so', async () => {
    const limits = { wireBytes: 20_000, plainBytes: 50_000 };
    server.answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const more = (): void => {
        // Without an end: only the reader can end it.
        while (!response.destroyed && response.write('x'.repeat(1000)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    };
    const endless = await reader({ limits }).pages.read(at('/'), never);
    expect(endless.isCut).toBe(true);
    expect(endless.text.length).toBeLessThan(200_000);
    server.answer = answer('text/plain', gzipSync('y'.repeat(3_000_000)), {
      'content-encoding': 'gzip',
    });
    const bomb = await reader({ limits }).pages.read(at('/'), never);
    expect({ isCut: bomb.isCut, chars: bomb.text.length }).toEqual({ isCut: true, chars: 50_000 });
  });

  test.each([
    [404, /no page/u],
    [403, /sign-in/u],
    [500, /status 500/u],
    [304, /status 304/u],
  ])('that is not there is told by its status (%i)', async (status, words) => {
    server.answer = (_request, response) => void response.writeHead(status).end();
    expect(await failureOf(reader().pages.read(at('/'), never))).toMatch(words);
  });
});

describe('a redirect', () => {
  const toward =
    (location: string): LocalAnswer =>
    (request, response) => {
      if (request.path === '/end') return answer('text/plain', 'the end')(request, response);
      response.writeHead(302, { location }).end();
    };

  test('is followed, and the last address is the page’s', async () => {
    server.answer = toward(at('/end', 'other.example'));
    const { pages, asked } = reader();
    expect((await pages.read(at('/'), never)).address).toBe(at('/end', 'other.example'));
    expect(asked).toEqual(['page.example', 'other.example']);
  });

  test.each([
    'http://127.0.0.1:1/',
    'http://2130706433/',
    'http://localhost./',
    'http://[::ffff:7f00:1]/',
    'file:///etc/passwd',
    'https://user:pw@page.example/',
    'http://169.254.169.254/latest',
    'http://inside.example/',
  ])('to %s is refused', async (location) => {
    server.answer = toward(location);
    const { pages } = reader({}, { 'inside.example': ['10.0.0.1'] });
    expect(await failureOf(pages.read(at('/'), never))).toMatch(/private|http|password/u);
    expect(server.requests.length).toBe(1);
  });

  test('is followed five times, not more', async () => {
    server.answer = ({ path }, response) =>
      void response.writeHead(307, { location: `${path}x` }).end();
    expect(await failureOf(reader().pages.read(at('/'), never))).toContain('sends on');
    expect(server.requests.length).toBe(6);
  });
});

describe('a name', () => {
  test.each([
    ['leads inside', ['10.0.0.1']],
    ['leads inside with one of several addresses', ['127.0.0.1', '192.168.0.1']],
    ['has no address', []],
  ])('that %s is not connected to', async (_words, addresses) => {
    const { pages } = reader({}, { 'page.example': addresses });
    await failureOf(pages.read(at('/'), never));
    expect(server.requests).toEqual([]);
  });

  test('that changes between two looks leads nowhere else: it is looked up once', async () => {
    const answers = [['127.0.0.1'], ['10.0.0.1']];
    const looked: string[] = [];
    const { pages } = reader({
      door: {
        resolve: async (name) => {
          looked.push(name);
          return answers.shift() ?? [];
        },
        mayConnect: (address) => address === '127.0.0.1',
        ports: { has: () => true },
      },
    });
    server.answer = answer('text/plain', 'fine');
    expect((await pages.read(at('/'), never)).text).toBe('fine');
    expect(looked.length).toBe(1);
    expect(await failureOf(pages.read(at('/'), never))).toContain('private');
  });

  test('is held against the connection itself, too', async () => {
    let looks = 0;
    const { pages } = reader({
      door: {
        resolve: async () => ['127.0.0.1'],
        // The look-up passes; what is connected to does not.
        mayConnect: () => (looks += 1) === 1,
        ports: { has: () => true },
      },
    });
    expect(await failureOf(pages.read(at('/'), never))).toContain('private');
    expect(server.requests).toEqual([]);
  });

  test('of this machine is refused by the door of the app', async () => {
    const pages = reader({ door: publicDoor() }).pages;
    expect(await failureOf(pages.read(server.url, never))).toMatch(/private|port/u);
    expect(await failureOf(pages.read(at('/', 'localhost'), never))).toMatch(/private|port/u);
    expect(publicDoor().mayConnect('127.0.0.1')).toBe(false);
  });
});

test('a page that breaks the parser costs its thread alone', async () => {
  server.answer = answer('text/html', '<p>x');
  const script = new URL('data:text/javascript,throw new Error("broken")');
  expect(await failureOf(reader({ script }).pages.read(at('/'), never))).toMatch(/tangled/u);
});

test('an answer that breaks off, or is none, is told', async () => {
  server.answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '100' });
    response.write('half', () => response.destroy());
  };
  expect(await failureOf(reader().pages.read(at('/'), never))).toMatch(
    /broke off|cannot be reached/u,
  );
  server.answer = (_request, response) => void response.socket?.end('rubbish\r\n\r\n');
  expect(await failureOf(reader().pages.read(at('/'), never))).toContain('cannot be reached');
});
