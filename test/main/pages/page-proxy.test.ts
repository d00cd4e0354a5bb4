import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { openProxies } from '../../../main/base/proxy-tunnel.ts';
import { ConnectProxy } from '../../peers/proxy/connect-proxy.ts';
import { host, putBehind, trust } from '../network/proxy-scene.ts';
import { answer, at, failureOf, never, reader, server } from './page-scene.ts';

beforeAll(() => server.open());
afterAll(() => server.close());
beforeEach(() => {
  server.requests.length = 0;
  server.answer = answer('text/plain', 'the page');
});

async function openProxied(
  names: Record<string, readonly string[]> = {},
  kept: Promise<string> | null = null,
) {
  const proxy = await new ConnectProxy().open();
  onTestFinished(() => proxy.close());
  const { port } = new URL(server.url);
  proxy.ports.set(`127.0.0.1:${port}`, Number(port));
  const setting = kept === null ? proxy.url : proxy.url.replace('//', '//anna@');
  const proxies = openProxies({ setting, env: {}, password: () => kept ?? Promise.resolve(null) });
  const resolve = async (name: string) => names[name] ?? ['127.0.0.1'];
  const anywhere = { resolve, mayConnect: () => true, ports: { has: () => true } };
  return {
    proxy,
    port,
    anywhere: reader({ proxies, door: anywhere }).pages,
    ...reader({ proxies }, names),
  };
}

test('a proxy is asked for the address that was looked at, never for the name', async () => {
  const { pages, proxy, port, asked } = await openProxied();
  expect((await pages.read(at('/a'), never)).text).toBe('the page');
  expect(asked).toEqual(['page.example']);
  expect(proxy.asked).toEqual([`127.0.0.1:${port}`]);
  expect(server.requests).toMatchObject([
    { path: '/a', headers: { host: `page.example:${port}` } },
  ]);
});

test('a name that leads inside does not get as far as the proxy', async () => {
  const { pages, proxy } = await openProxied({ 'inside.example': ['127.0.0.1', '10.0.0.7'] });
  expect(await failureOf(pages.read(at('/', 'inside.example'), never))).toContain(
    'leads to this machine or to a private network',
  );
  expect(proxy.asked).toEqual([]);
});

test('a redirect to such a name does not either', async () => {
  const { pages, proxy } = await openProxied({ 'inside.example': ['10.0.0.7'] });
  server.answer = (_request, response) =>
    void response.writeHead(302, { location: at('/', 'inside.example') }).end();
  expect(await failureOf(pages.read(at('/'), never))).toContain('private network');
  expect(proxy.asked).toHaveLength(1);
});

test('a proxy that refuses is told', async () => {
  const { pages, proxy } = await openProxied();
  proxy.status = 403;
  expect(await failureOf(pages.read(at('/'), never))).toContain(
    `The proxy at 127.0.0.1:${proxy.port} refuses`,
  );
});

test('an encrypted page is held against its name, and a way that breaks off is told', async () => {
  trust();
  const { pages, proxy, port } = await openProxied();
  const front = await putBehind(proxy, Number(port));
  proxy.ports.set('127.0.0.1:443', front.port);
  expect((await pages.read(`https://${host}/a`, never)).text).toBe('the page');
  expect(proxy.asked).toEqual(['127.0.0.1:443']);
  expect(await failureOf(pages.read('https://other.example/', never))).toContain(
    'Its certificate is not trusted.',
  );
  proxy.breaksWith = '';
  expect(await failureOf(pages.read(`https://${host}/b`, never))).toContain('broke off');
});

test('a reading that is given up while the proxy is silent ends at once', async () => {
  const { pages, proxy } = await openProxied();
  proxy.isSilent = true;
  const end = new AbortController();
  const reading = pages.read(at('/'), end.signal);
  await expect.poll(() => proxy.asked.length).toBe(1);
  end.abort(new DOMException('enough', 'AbortError'));
  await expect(reading).rejects.toThrow('enough');
});

test('a reading that was given up asks the proxy for nothing any more', async () => {
  const kept = Promise.withResolvers<string>();
  const { pages, proxy, asked } = await openProxied({}, kept.promise);
  const end = new AbortController();
  const reading = pages.read(at('/gone'), end.signal);
  await expect.poll(() => asked.length, { timeout: 40_000 }).toBe(1);
  end.abort(new DOMException('enough', 'AbortError'));
  await expect(reading).rejects.toThrow('enough');
  kept.resolve('word');
  expect((await pages.read(at('/next'), never)).text).toBe('the page');
  expect(proxy.asked).toHaveLength(1);
});

test('an address that the proxy does not reach leaves the page to the next one', async () => {
  const many = ['fd00::7', '10.0.0.7', '127.0.0.1'];
  const none = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'];
  const names = { 'many.example': many, 'none.example': none };
  const { anywhere, proxy, port } = await openProxied(names);
  expect((await anywhere.read(at('/', 'many.example'), never)).text).toBe('the page');
  expect(proxy.asked).toEqual([`10.0.0.7:${port}`, `127.0.0.1:${port}`]);
  expect(await failureOf(anywhere.read(at('/', 'none.example'), never))).toContain(
    'does not reach',
  );
  expect(proxy.asked).toHaveLength(5);
  proxy.status = 403;
  expect(await failureOf(anywhere.read(at('/', 'none.example'), never))).toContain('refuses');
  expect(proxy.asked).toHaveLength(6);
});
