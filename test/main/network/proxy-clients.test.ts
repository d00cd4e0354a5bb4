import dns from 'node:dns';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { openProxies } from '../../../main/base/proxy-tunnel.ts';
import { clients, readPage, service } from './proxy-clients.ts';
import { host, openScene, route } from './proxy-scene.ts';

/** A service at a port of its own under a name that only the proxy can look up, until `findName`. */
async function openService(NO_PROXY: string) {
  const { proxy, server, front } = await openScene();
  server.answer = service;
  const authority = `${host}:${front.port}`;
  proxy.ports.set(authority, front.port);
  const password = (): Promise<null> => Promise.resolve(null);
  const proxies = openProxies({ setting: proxy.url, env: { NO_PROXY }, password });
  if (proxies === null) throw new Error('no proxy');
  route(proxies);
  return { proxy, server, proxies, authority, origin: `https://${authority}` };
}

beforeEach(() => {
  // The name is none, whatever the network of this machine says of it.
  lookUp((tell) => tell(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []));
});

type Tell = (
  error: NodeJS.ErrnoException | null,
  found: string | dns.LookupAddress[],
  family?: number,
) => void;

function lookUp(find: (tell: Tell, all: boolean) => void): void {
  const { lookup } = dns;
  const spy = vi.spyOn(dns, 'lookup').mockImplementation(((
    name: string,
    options: dns.LookupOptions,
    tell: Tell,
  ) => {
    if (name === host) find(tell, options.all ?? false);
    else lookup(name, options, tell);
  }) as typeof lookup);
  onTestFinished(() => spy.mockRestore());
}

test.each(Object.entries(clients))('%s: by the proxy', async (_name, ask) => {
  const { proxy, server, proxies, authority, origin } = await openService('');
  await ask(origin, proxies);
  expect(new Set(proxy.asked)).toEqual(new Set([authority]));
  expect(server.requests).not.toEqual([]);
});

test.each(Object.entries(clients))('%s: straight, where NO_PROXY says so', async (_name, ask) => {
  const { proxy, server, proxies, origin } = await openService(host);
  lookUp((tell, all) => {
    if (all) tell(null, [{ address: '127.0.0.1', family: 4 }]);
    else tell(null, '127.0.0.1', 4);
  });
  await ask(origin, proxies);
  expect(proxy.asked).toEqual([]);
  expect(server.requests).not.toEqual([]);
});

test.each([
  ['by the proxy', '', 1],
  ['straight, where NO_PROXY says so', host, 0],
])('pages: %s', async (_how, exceptions, asked) => {
  const { proxy, server, proxies, origin } = await openService(exceptions);
  const port = Number(new URL(origin).port);
  proxy.ports.set(`127.0.0.1:${port}`, port);
  await readPage(origin, proxies);
  expect(proxy.asked).toHaveLength(asked);
  expect(server.requests).toHaveLength(1);
});
