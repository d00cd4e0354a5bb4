import { expect, onTestFinished, test } from 'vitest';
import { httpRequest } from '../../../main/base/http.ts';
import { openTunnel } from '../../../main/base/proxy-tunnel.ts';
import { Transport } from '../../../main/voipbin/transport.ts';
import { host, never, openScene, origin, proxiesBy, route } from './proxy-scene.ts';

async function openPool() {
  const scene = await openScene();
  const transport = new Transport({ caFile: null, proxies: scene.proxies });
  onTestFinished(() => transport.close());
  const ask = (timeoutMs: number, url = origin) =>
    transport.exchange({ method: 'POST', url, headers: {}, body: '{}', timeoutMs, signal: never });
  return { ...scene, ask };
}

test('a silent proxy is told as such before the shortest request is over', async () => {
  const { proxy, proxies } = await openScene();
  proxy.isSilent = true;
  route(proxies);
  const request = { method: 'GET', url: origin, headers: {}, timeoutMs: 5000, signal: never };
  await expect(httpRequest(request)).rejects.toMatchObject({ code: 'PROXY_SILENT' });
});

test('a request is over in its time where no way stands, and has surely not arrived', async () => {
  const { proxy, server, ask } = await openPool();
  const late = Promise.withResolvers<void>();
  proxy.opensAfter = late.promise;
  await expect(ask(300)).rejects.toMatchObject({ code: 'TIMEOUT', mayHaveArrived: false });
  const next = ask(5000, `${origin}/next`);
  late.resolve();
  await next;
  expect(server.requests.map(({ path }) => path)).toEqual(['/next']);
});

test('a request that was written and is not answered may have arrived', async () => {
  const { server, ask } = await openPool();
  server.answer = () => {};
  await expect(ask(2000)).rejects.toMatchObject({ code: 'TIMEOUT', mayHaveArrived: true });
  expect(server.requests).toHaveLength(1);
});

test('a request has surely not arrived by a way that broke before it was written', async () => {
  const { proxy, ask } = await openPool();
  proxy.isBreaking = true;
  await expect(ask(5000)).rejects.toMatchObject({ kind: 'network', mayHaveArrived: false });
});

test('a keychain that does not answer holds nothing up for longer than a proxy may', async () => {
  const { proxy } = await openPool();
  const proxies = proxiesBy(proxy.url.replace('//', '//anna@'));
  const found = proxies.for(new URL(origin));
  if (found === null) throw new Error('no proxy');
  const hanging = { ...found, password: () => new Promise<null>(() => {}) };
  await expect(openTunnel(hanging, { host, port: 443 })).rejects.toMatchObject({
    code: 'PROXY_PASSWORD',
  });
  expect(proxy.asked).toEqual([]);
});
