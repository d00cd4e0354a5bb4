import type { RequestListener } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { systemClock } from '../../../main/base/clock.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { openIngress } from '../../../main/ingress/ingress.ts';
import type { Ingress } from '../../../main/ingress/ingress.ts';
import { provePublicAddress } from '../../../main/tunnel/public-proof.ts';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function openDoor(): Promise<Ingress> {
  const ingress = await openIngress({ routes: [], clock: systemClock, log: silentLogger });
  cleanups.push(() => ingress.close());
  return ingress;
}

/** A server in the place of the public address. */
async function servePublic(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Passes a request on as a tunnel does. */
function passOn(door: Ingress, answer: 'back' | 'lost' | 'broken' = 'back'): RequestListener {
  return ({ url = '' }, response) => {
    request(door.url + url, { headers: { 'x-forwarded-for': '192.0.2.1' } }, (inner) => {
      inner.resume();
      if (answer === 'back') response.writeHead(inner.statusCode ?? 0).end();
      if (answer === 'broken') {
        response.writeHead(502, { 'ngrok-error-code': 'ERR_NGROK_3004' }).end();
      }
    }).end();
  };
}

function prove(door: Ingress, url: string, timeoutMs = 2000) {
  return provePublicAddress(door, { url, timeoutMs, proxies: null }, new AbortController().signal);
}

test('a request that comes in and is answered has come through', async () => {
  const door = await openDoor();
  const url = await servePublic(passOn(door));
  expect(await prove(door, url)).toMatchObject({ verdict: 'through', isUncounted: false });
});

test.each([
  ['an endpoint that is offline', 'ERR_NGROK_3200', 'lost'],
  ['an agent that cannot reach us', 'ERR_NGROK_8012', 'lost'],
  ['a plan that is used up', 'ERR_NGROK_727', 'refused'],
  ['too many visitors at once', 'ERR_NGROK_734', 'refused'],
] as const)('ngrok’s own answer tells of %s', async (_what, code, verdict) => {
  const door = await openDoor();
  const url = await servePublic((_request, response) => {
    response.writeHead(404, { 'ngrok-error-code': code }).end('words');
  });
  const proof = await prove(door, url);
  expect(proof).toMatchObject({ verdict, isUncounted: true });
  expect(proof.remedy).not.toBe('');
});

test('an answer that does not get back is a tunnel that is lost', async () => {
  const door = await openDoor();
  const silent = await prove(door, await servePublic(passOn(door, 'lost')), 300);
  expect(silent).toMatchObject({ verdict: 'lost', isUncounted: false });
  expect(silent.detail).toMatch(/the answer did not get back/);
  const broken = await prove(door, await servePublic(passOn(door, 'broken')));
  expect(broken).toMatchObject({ verdict: 'lost', isUncounted: false });
});

test('a request that is never answered and never comes in is lost', async () => {
  const door = await openDoor();
  const url = await servePublic(() => {});
  expect(await prove(door, url, 300)).toMatchObject({ verdict: 'lost', isUncounted: true });
});

test.each([
  ['a sign-in page', 200],
  ['a redirect to one, which is not followed', 302],
  ['a wrong path’s answer that is not ours', 404],
])('%s proves nothing', async (_what, status) => {
  const door = await openDoor();
  const asked: string[] = [];
  const url = await servePublic(({ url: path = '' }, response) => {
    asked.push(path);
    response.writeHead(status, { location: '/welcome' }).end('<p>Welcome</p>');
  });
  const proof = await prove(door, url);
  expect(proof).toMatchObject({ verdict: 'unproven', isUncounted: false });
  expect(proof.detail).toContain(String(status));
  expect(asked).toHaveLength(1);
});

test('a name that this machine cannot find proves nothing', async () => {
  const proof = await prove(await openDoor(), 'https://nowhere.invalid');
  expect(proof).toMatchObject({ verdict: 'unproven', isUncounted: false });
  expect(proof.detail).toMatch(/name could not be found/);
});

test('a public side that cannot be reached from here proves nothing', async () => {
  const proof = await prove(await openDoor(), 'http://127.0.0.1:9');
  expect(proof).toMatchObject({ verdict: 'unproven' });
  expect(proof.detail).toContain('ECONNREFUSED');
});

test('is over when its signal is, and leaves no path behind', async () => {
  const door = await openDoor();
  const paths: string[] = [];
  const url = await servePublic(({ url: path = '' }) => void paths.push(path));
  const limit = new AbortController();
  const proof = provePublicAddress(door, { url, timeoutMs: 5000, proxies: null }, limit.signal);
  limit.abort(new DOMException('over', 'AbortError'));
  await expect(proof).rejects.toThrow('over');
  await expect(
    provePublicAddress(door, { url, timeoutMs: 5000, proxies: null }, limit.signal),
  ).rejects.toThrow('over');
});
