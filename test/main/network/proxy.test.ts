import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetch as fetchOfUndici, getGlobalDispatcher } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { ModelConnections } from '../../../main/agent/models/model-connections.ts';
import { openProxies, openTunnel } from '../../../main/base/proxy-tunnel.ts';
import { downloadFile } from '../../../main/base/download.ts';
import { httpRequest } from '../../../main/base/http.ts';
import { systemClock } from '../../../main/base/clock.ts';
import { socketLines } from '../../../main/carbonvoice/socket-line.ts';
import { provePublicAddress } from '../../../main/tunnel/public-proof.ts';
import { routeFetch } from '../../../main/network/proxied-fetch.ts';
import { holdSocket } from '../../../main/voipbin/event-socket.ts';
import { subscribeFrame } from '../../../main/voipbin/frame-wire.ts';
import { Transport } from '../../../main/voipbin/transport.ts';
import { CarbonVoiceDouble } from '../../peers/carbon-voice/double.ts';
import { customerId, openVoipBinPeer } from '../../peers/voipbin/voipbin-peer.ts';
import { accessKey } from '../voipbin/scene.ts';
import {
  askByEnvironment,
  host,
  never,
  openScene,
  origin,
  proxiesBy,
  putBehind,
  route,
} from './proxy-scene.ts';

function get(url: string) {
  return httpRequest({ method: 'GET', url, headers: {}, timeoutMs: 5000, signal: never });
}

test('what asks by fetch goes by the proxy, which is given a name and no key', async () => {
  const { proxy, server, front, proxies } = await openScene();
  route(proxies);
  const answer = await httpRequest({
    ...{ method: 'POST', url: `${origin}/a?b=c`, headers: { authorization: 'Bearer k' } },
    ...{ body: 'words', timeoutMs: 5000, signal: never },
  });
  expect(answer).toMatchObject({ status: 200, text: '{"ok":true}' });
  expect(server.requests).toMatchObject([
    { method: 'POST', path: '/a?b=c', headers: { authorization: 'Bearer k', host }, body: 'words' },
  ]);
  expect(proxy.asked).toEqual([`${host}:443`]);
  expect(proxy.credentials).toEqual([null]);
  // Node's fetch understands no other.
  expect(front.offered).toEqual([['http/1.1']]);
});

test('a fetch of another undici, as a later Node has it, goes by the proxy as well', async () => {
  const { proxy, proxies } = await openScene();
  route(proxies);
  expect((await fetchOfUndici(origin)).status).toBe(200);
  expect(proxy.asked).toEqual([`${host}:443`]);
});

test('this machine is asked straight, whatever Node itself would do', async () => {
  const { proxy, server, proxies } = await openScene();
  askByEnvironment(proxy.url);
  route(proxies);
  expect((await get(server.url)).status).toBe(200);
  expect(proxy.asked).toEqual([]);
});

test('files come by the proxy whole', async () => {
  const { proxy, server, proxies } = await openScene();
  route(proxies);
  server.answer = (_request, answer) => void answer.end(Buffer.alloc(300_000, 7));
  const folder = await mkdtemp(join(tmpdir(), 'proxy-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'file');
  const limits = { maxBytes: 1_000_000, timeoutMs: 5000, signal: never };
  expect(await downloadFile({ url: `${origin}/file`, path, ...limits })).toBe(300_000);
  expect(await readFile(path)).toEqual(Buffer.alloc(300_000, 7));
  expect(proxy.bytes).toBeGreaterThan(300_000);
});

test('this machine is asked straight, and everything is again when the way back was taken', async () => {
  const { proxy, server, proxies } = await openScene();
  const before = getGlobalDispatcher();
  const back = routeFetch(proxies);
  await get(server.url);
  expect(proxy.asked).toEqual([]);
  expect(getGlobalDispatcher()).not.toBe(before);
  await back();
  await back();
  expect(getGlobalDispatcher()).toBe(before);
  await get(server.url);
  expect(server.requests).toHaveLength(2);
});

test('the pool of the phone service and that of a model go by the proxy', async () => {
  const { proxy, server, proxies } = await openScene();
  const transport = new Transport({ caFile: null, proxies });
  onTestFinished(() => transport.close());
  const request = { method: 'GET', url: `${origin}/v1.0/me`, headers: {}, timeoutMs: 5000 };
  expect((await transport.exchange({ ...request, signal: never })).text).toBe('{"ok":true}');
  const connections = new ModelConnections(`${origin}/v1`, undefined, proxies);
  onTestFinished(() => connections.close());
  await connections.warm();
  expect(proxy.asked).toEqual([`${host}:443`, `${host}:443`]);
  const answer = await connections.fetch(`${origin}/v1/chat/completions`, {
    ...{ method: 'POST', body: '{}' },
  });
  expect(await answer.json()).toEqual({ ok: true });
  // The one that was opened ahead.
  expect(proxy.asked).toHaveLength(2);
  expect(server.requests.map(({ path }) => path)).toEqual(['/v1.0/me', '/v1/chat/completions']);
});

test('the event socket of the phone service goes by the proxy', async () => {
  const { proxy, proxies } = await openScene();
  const peer = await openVoipBinPeer('server');
  onTestFinished(() => peer.close());
  await putBehind(proxy, Number(new URL(peer.url).port));
  const url = new URL(`wss://${host}/v1.0/ws?accesskey=${accessKey['voipbin-token']}`);
  const end = new AbortController();
  const opened = Promise.withResolvers<void>();
  const ended = holdSocket(
    { url: url.href, headers: {}, ca: null, agent: proxies.agentFor(url) },
    {
      clock: systemClock,
      events: { onOpen: () => opened.resolve(), onFrame: () => {} },
      greeting: subscribeFrame(customerId),
    },
    end.signal,
  );
  await Promise.race([opened.promise, ended]);
  await peer.hub.subscribed(1);
  end.abort();
  expect(await ended).toEqual({ type: 'aborted' });
  expect(proxy.asked).toEqual([`${host}:443`]);
});

test('the live connection of Carbon Voice goes by the proxy', async () => {
  const { proxy, proxies } = await openScene();
  const double = new CarbonVoiceDouble();
  await double.start();
  onTestFinished(() => double.stop());
  await putBehind(proxy, Number(new URL(double.url).port));
  const first = Promise.withResolvers<string>();
  const openLine = socketLines({ url: origin, userAgent: 'Adjutant/1', proxies });
  const close = await openLine('cv_pat_right', ({ type }) => first.resolve(type));
  onTestFinished(close);
  expect(await first.promise).toBe('up');
  expect(double.sockets.tries).toEqual(['Bearer cv_pat_right']);
  expect(proxy.asked).toEqual([`${host}:443`]);
});

test('the public address is asked for by the proxy, and says who was in the way', async () => {
  const { proxy, server, proxies } = await openScene();
  let wasSeen = false;
  server.answer = (_request, answer) => {
    wasSeen = true;
    answer.writeHead(404).end();
  };
  const door = {
    expect: () => ({
      path: '/p',
      get wasSeen() {
        return wasSeen;
      },
      close: () => {},
    }),
  };
  const options = { url: origin, timeoutMs: 5000, proxies };
  expect(await provePublicAddress(door, options, never)).toMatchObject({ verdict: 'through' });
  wasSeen = false;
  proxy.status = 403;
  const refused = await provePublicAddress(door, options, never);
  expect(refused).toMatchObject({ verdict: 'unproven' });
  expect(refused.detail).toContain(
    `The proxy at 127.0.0.1:${proxy.port} refuses ${host}:443 (403).`,
  );
  expect(refused.remedy).toContain('NO_PROXY');
  expect(proxy.asked).toHaveLength(2);
});

test('a proxy that wants a name and a password gets them, and those alone', async () => {
  const { proxy } = await openScene();
  const word = `Basic ${Buffer.from('an na:p@ss').toString('base64')}`;
  proxy.wants = word;
  route(proxiesBy(proxy.url.replace('//', '//an%20na@'), 'p@ss'));
  expect((await get(`${origin}/`)).status).toBe(200);
  expect(proxy.credentials).toEqual([word]);
});

test.each([
  [407, 'PROXY_AUTH', 'refuses: it wants a name and a password (407).'],
  [403, 'PROXY_REFUSED', `refuses ${host}:443 (403).`],
  [502, 'PROXY_NO_WAY', `does not reach ${host}:443 (502).`],
])('a proxy that answers %i is told as such', async (status, code, words) => {
  const { proxy, proxies } = await openScene();
  proxy.status = status;
  route(proxies);
  const told = {
    ...(status === 407
      ? { kind: 'auth', code, retryable: false }
      : { kind: 'network', code, retryable: true, mayHaveArrived: false }),
    message: `The proxy at 127.0.0.1:${proxy.port} ${words}`,
    remedy: expect.stringMatching(/\w/),
  };
  await expect(get(`${origin}/`)).rejects.toMatchObject(told);
  const transport = new Transport({ caFile: null, proxies });
  onTestFinished(() => transport.close());
  const request = { method: 'GET', url: origin, headers: {}, timeoutMs: 5000, signal: never };
  await expect(transport.exchange(request)).rejects.toMatchObject(told);
});

test('a web server in the place of a proxy is told as such', async () => {
  const { server } = await openScene();
  route(proxiesBy(server.url));
  const { port } = new URL(server.url);
  await expect(get(`${origin}/`)).rejects.toMatchObject({
    code: 'PROXY_SILENT',
    message: `The proxy at 127.0.0.1:${port} does not answer.`,
  });
});

test('a proxy that is not there is told as such', async () => {
  const { proxy } = await openScene();
  const gone = proxy.port;
  await proxy.close();
  route(proxiesBy(`http://127.0.0.1:${gone}`));
  await expect(get(`${origin}/`)).rejects.toMatchObject({
    code: 'PROXY_UNREACHABLE',
    message: `The proxy at 127.0.0.1:${gone} cannot be reached.`,
  });
});

test('what is set and is no proxy is told, and not gone past', async () => {
  const { server } = await openScene();
  const env = { HTTPS_PROXY: 'socks5://127.0.0.1:1080' };
  const proxies = openProxies({ setting: null, env, password: () => Promise.resolve(null) });
  if (proxies === null) throw new Error('no proxy');
  route(proxies);
  await expect(get(`${origin}/`)).rejects.toMatchObject({
    code: 'PROXY_UNUSABLE',
    message: 'What HTTPS_PROXY names is no proxy that Adjutant can use.',
  });
  expect((await get(server.url)).status).toBe(200);
});

test('a service that is not who it should be is not believed through a proxy either', async () => {
  const { proxy, server, proxies } = await openScene();
  const front = proxy.ports.get(`${host}:443`);
  proxy.ports.set('other.example:443', front ?? 0);
  route(proxies);
  await expect(get('https://other.example/')).rejects.toMatchObject({
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    mayHaveArrived: false,
  });
  expect(server.requests).toEqual([]);
});

test('a look at the public address is over in its time, also where the proxy is silent', async () => {
  const { proxy, proxies } = await openScene();
  proxy.isSilent = true;
  const door = { expect: () => ({ path: '/p', wasSeen: false, close: () => {} }) };
  const proof = await provePublicAddress(door, { url: origin, timeoutMs: 50, proxies }, never);
  expect(proof.verdict).toBe('unproven');
  // The look does not wait for the proxy to hear of it.
  await expect.poll(() => proxy.asked).toHaveLength(1);
});

test('what a server says at once after the way is open is not lost', async () => {
  const { proxy, proxies } = await openScene();
  proxy.greeting = 'hello ';
  const server = new URL((await openScene()).server.url);
  proxy.ports.set('first.example:1', Number(server.port));
  const found = proxies.for(new URL('https://first.example:1'));
  if (found === null) throw new Error('no proxy');
  const socket = await openTunnel(found, { host: 'first.example', port: 1 });
  onTestFinished(() => void socket.destroy());
  const first = await new Promise((resolve) => socket.once('data', resolve));
  expect(String(first)).toBe('hello ');
});
