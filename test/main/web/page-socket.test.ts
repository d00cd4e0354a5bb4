import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { until } from '../../app/until.ts';
import type { OpenedHost } from './page-client.ts';
import { enter, openHost, openSocket } from './page-client.ts';

async function openPage(host: OpenedHost): Promise<WebSocket> {
  const page = await openSocket(host, { cookie: await enter(host) });
  if (!(page instanceof WebSocket)) throw new Error(`refused: ${page}`);
  return page;
}

async function nextFrame(page: WebSocket): Promise<unknown> {
  const [data] = (await once(page, 'message')) as [Buffer];
  return JSON.parse(data.toString('utf8')) as unknown;
}

describe('the socket of the page', () => {
  test('answers requests and tells events', async () => {
    await using host = await openHost();
    const page = await openPage(host);
    page.send(JSON.stringify({ id: 7, name: 'state:get', payload: {} }));
    expect(await nextFrame(page)).toEqual({
      id: 7,
      answer: { ok: true, value: { name: 'state:get', payload: {} } },
    });
    const told = nextFrame(page);
    host.tell('window:shown', {});
    expect(await told).toEqual({ event: 'window:shown', payload: {} });
    expect(host.pageCount).toBe(1);
    page.close();
    await until('nothing is left of it', () => host.pageCount === 0 && host.listenerCount === 0);
  });

  test('is refused without a session, without an Origin, from elsewhere, and under another name', async () => {
    await using host = await openHost();
    const cookie = await enter(host);
    const wrong = `adjutant-${host.port}=${'x'.repeat(43)}`;
    expect(await openSocket(host)).toBe(401);
    expect(await openSocket(host, { cookie: wrong })).toBe(401);
    expect(await openSocket(host, { cookie, origin: null })).toBe(401);
    expect(await openSocket(host, { cookie, origin: 'http://evil.example' })).toBe(401);
    expect(await openSocket(host, { cookie, host: `evil.example:${host.port}` })).toBe(401);
    expect(host.listenerCount).toBe(0);
  });

  test.each([
    ['garbage', 'garbage', 1008],
    ['a frame without a name', '{"id":1}', 1008],
    ['bytes that are no text', Buffer.from([0xff, 0xfe]), 1008],
    ['a frame over 1 MiB', 'x'.repeat(1024 * 1024 + 1), 1009],
  ])('ends a page that sends %s, and only that one', async (_what, bytes, code) => {
    await using host = await openHost();
    const [page, other] = [await openPage(host), await openPage(host)];
    page.on('error', () => {});
    const closed = once(page, 'close') as Promise<[number]>;
    page.send(bytes);
    expect([code, 1006]).toContain((await closed)[0]);
    other.send(JSON.stringify({ id: 1, name: 'a', payload: null }));
    expect(await nextFrame(other)).toMatchObject({ id: 1 });
    other.terminate();
    await until('nothing is left of them', () => host.listenerCount === 0);
  });

  test('comes again with the same session when the app has started anew', async () => {
    await using host = await openHost();
    const cookie = await enter(host);
    const page = await openSocket(host, { cookie });
    const closed = once(page as WebSocket, 'close') as Promise<[number]>;
    host.setUp(false);
    host.dropPages();
    expect((await closed)[0]).toBe(1012);
    expect(await openSocket(host, { cookie })).toBe(401);
    host.setUp(true);
    const again = await openSocket(host, { cookie });
    expect(again).toBeInstanceOf(WebSocket);
    (again as WebSocket).terminate();
  });

  test('takes frames in fragments and as bytes', async () => {
    await using host = await openHost();
    const page = await openPage(host);
    const frame = JSON.stringify({ id: 1, name: 'é', payload: null });
    page.send(frame.slice(0, 9), { fin: false });
    page.send(frame.slice(9), { fin: true });
    expect(await nextFrame(page)).toMatchObject({ answer: { value: { name: 'é' } } });
    page.send(Buffer.from(frame), { binary: true });
    expect(await nextFrame(page)).toMatchObject({ answer: { value: { name: 'é' } } });
    page.terminate();
  });

  test('cuts off a page that does not read', async () => {
    await using host = await openHost();
    const page = await openPage(host);
    page.pause();
    const event = { text: 'x'.repeat(1024 * 1024) };
    await until('it is cut off', () => {
      host.tell('state:changed', event);
      return host.listenerCount === 0;
    });
    expect(host.pageCount).toBe(0);
    page.terminate();
  });
});
