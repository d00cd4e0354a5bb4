import { expect, onTestFinished, test } from 'vitest';
import { ModelConnections } from '../../../main/agent/models/model-connections.ts';
import { systemClock } from '../../../main/base/clock.ts';
import { httpRequest } from '../../../main/base/http.ts';
import { proxyFaultIn } from '../../../main/base/proxy-blame.ts';
import { openTunnel } from '../../../main/base/proxy-tunnel.ts';
import { holdSocket } from '../../../main/voipbin/event-socket.ts';
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

const breaks: readonly (readonly [string, string])[] = [
  ['breaks off', ''],
  ['holds a page of its own', '<html>Sign in</html>'],
];

test.each(breaks)(
  'a way that %s is the proxy’s, and nothing has left by it',
  async (_how, page) => {
    const { proxy, proxies, ask } = await openPool();
    proxy.breaksWith = page;
    const told = {
      ...{ kind: 'network', code: 'PROXY_BROKE', mayHaveArrived: false, retryable: true },
      message: `The way that the proxy at 127.0.0.1:${proxy.port} opened to ${host}:443 broke off.`,
    };
    await expect(ask(5000)).rejects.toMatchObject(told);
    route(proxies);
    const request = { method: 'GET', url: origin, headers: {}, timeoutMs: 5000, signal: never };
    await expect(httpRequest(request)).rejects.toMatchObject(told);
    const connections = new ModelConnections(`${origin}/v1`, undefined, proxies);
    onTestFinished(() => connections.close());
    const before = proxy.asked.length;
    const asked = connections.fetch(`${origin}/v1/models`);
    await expect(asked.catch((error: unknown) => proxyFaultIn(error))).resolves.toMatchObject(told);
    expect(proxy.asked).toHaveLength(before + 1);
  },
);

test.each(breaks)('a socket by a way that %s is told as the proxy’s', async (_how, page) => {
  const { proxy, proxies } = await openPool();
  proxy.breaksWith = page;
  const url = new URL(`wss://${host}/v1.0/ws`);
  const address = { url: url.href, headers: {}, ca: null, agent: proxies.agentFor(url) };
  const events = { onOpen: () => {}, onFrame: () => {} };
  const end = await holdSocket(address, { clock: systemClock, events, greeting: '' }, never);
  expect(end).toMatchObject({ type: 'failed', cause: { code: 'PROXY_BROKE' } });
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
