import { expect, onTestFinished, test } from 'vitest';
import { httpRequest } from '../../../main/base/http.ts';
import { systemClock } from '../../../main/base/clock.ts';
import { holdSocket } from '../../../main/voipbin/event-socket.ts';
import { subscribeFrame } from '../../../main/voipbin/frame-wire.ts';
import { Transport } from '../../../main/voipbin/transport.ts';
import { makeCertificates } from '../../peers/ngrok-edge/certificates.ts';
import { ConnectProxy } from '../../peers/proxy/connect-proxy.ts';
import { customerId, openVoipBinPeer } from '../../peers/voipbin/voipbin-peer.ts';
import { accessKey } from '../voipbin/scene.ts';
import { host, never, openScene, origin, proxiesBy, putBehind, route } from './proxy-scene.ts';

const request = {
  method: 'GET',
  url: `${origin}/a`,
  headers: {},
  timeoutMs: 15_000,
  signal: never,
};

test('a proxy at https:// is spoken to encrypted, and what goes by it is once more', async () => {
  const { proxy, server, proxies } = await openScene({ isSecure: true });
  expect(proxy.url).toMatch(/^https:/u);
  route(proxies);
  expect((await httpRequest(request)).text).toBe('{"ok":true}');
  const transport = new Transport({ caFile: null, proxies });
  onTestFinished(() => transport.close());
  expect((await transport.exchange(request)).text).toBe('{"ok":true}');
  expect(server.requests.map(({ path }) => path)).toEqual(['/a', '/a']);
  expect(proxy.asked).toEqual([`${host}:443`, `${host}:443`]);
});

test('the event socket of the phone service goes by such a proxy', async () => {
  const { proxy, proxies } = await openScene({ isSecure: true });
  const peer = await openVoipBinPeer('server');
  onTestFinished(() => peer.close());
  await putBehind(proxy, Number(new URL(peer.url).port));
  const url = new URL(`wss://${host}/v1.0/ws?accesskey=${accessKey['voipbin-token']}`);
  const end = new AbortController();
  const ended = holdSocket(
    { url: url.href, headers: {}, ca: null, agent: proxies.agentFor(url) },
    {
      clock: systemClock,
      events: { onOpen: () => {}, onFrame: () => {} },
      greeting: subscribeFrame(customerId),
    },
    end.signal,
  );
  await Promise.race([peer.hub.subscribed(1), ended]);
  end.abort();
  expect(await ended).toEqual({ type: 'aborted' });
});

test('a proxy at https:// whose certificate nobody knows is not spoken to', async () => {
  const { server } = await openScene();
  const stranger = await new ConnectProxy(makeCertificates(['127.0.0.1'])).open();
  onTestFinished(() => stranger.close());
  route(proxiesBy(stranger.url.replace('//', '//anna@'), 'secret word'));
  await expect(httpRequest(request)).rejects.toMatchObject({
    code: 'PROXY_UNREACHABLE',
    message: `The proxy at 127.0.0.1:${stranger.port} cannot be reached. Its certificate is not trusted.`,
  });
  expect(stranger.credentials).toEqual([]);
  expect(server.requests).toEqual([]);
});

test.each([
  ['https:// for http://', false],
  ['http:// for https://', true],
])('a scheme that is mixed up is told: %s', async (_name, isSecure) => {
  const { proxy } = await openScene({ isSecure });
  const other = isSecure ? 'http' : 'https';
  route(proxiesBy(proxy.url.replace(/^\w+/u, other)));
  await expect(httpRequest(request)).rejects.toMatchObject({
    code: 'PROXY_SILENT',
    remedy: expect.stringContaining('whether by http:// or https://'),
  });
});
