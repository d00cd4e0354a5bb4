import { afterEach, expect, test } from 'vitest';
import type { EdgeOptions } from '../../peers/ngrok-edge/edge.ts';
import type { TunnelScene } from './tunnel-scene.ts';
import { startScene, until } from './tunnel-scene.ts';

const scenes: TunnelScene[] = [];

afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.close();
});

async function start(options: EdgeOptions = {}): Promise<TunnelScene> {
  const scene = await startScene(options);
  scenes.push(scene);
  return scene;
}

test('opens and carries a POST to the local server', async () => {
  const scene = await start();
  const tunnel = scene.openTunnel();
  await until(tunnel, 'connected');
  expect(await scene.post(tunnel, 'hello')).toBe('200 hello');
});

test('opens at the reserved domain', async () => {
  const scene = await start({ reservedDomains: ['hooks.example.test'] });
  const tunnel = scene.openTunnel({ domain: 'hooks.example.test' });
  await until(tunnel, 'connected');
  expect(tunnel.url).toBe('https://hooks.example.test');
  expect(await scene.post(tunnel, 'hello')).toBe('200 hello');
});

test('is refused with a remedy for a wrong token', async () => {
  const scene = await start({ authtokens: ['valid-token'] });
  const tunnel = scene.openTunnel({ authtoken: 'wrong-token' });
  await until(tunnel, 'refused');
  expect(tunnel.state.remedy).toMatch(/authtoken/);
  expect(tunnel.url).toBeNull();
});

test('opens when what refused it is over', async () => {
  const scene = await start();
  scene.edge.faults.bindError = { code: 'ERR_NGROK_324', message: 'Too many endpoints.' };
  const tunnel = scene.openTunnel();
  await until(tunnel, 'refused');
  scene.edge.faults.bindError = null;
  await until(tunnel, 'connected');
  expect(tunnel.url).not.toBeNull();
});

test('is back at the same address after a cut, by the same child', async () => {
  const scene = await start();
  const tunnel = scene.openTunnel();
  await until(tunnel, 'connected');
  const { url } = tunnel;
  const lost = until(tunnel, 'reconnecting');

  scene.edge.dropConnections();
  await lost;
  expect(tunnel.url).toBe(url);
  await until(tunnel, 'connected');

  expect(tunnel.url).toBe(url);
  expect(scene.children).toHaveLength(1);
  expect(await scene.post(tunnel, 'again')).toBe('200 again');
});

test('is back at the same address after an orderly end, by the same child', async () => {
  const scene = await start();
  const tunnel = scene.openTunnel();
  await until(tunnel, 'connected');
  const { url } = tunnel;
  const lost = until(tunnel, 'reconnecting');

  scene.edge.goAway();
  await lost;
  await until(tunnel, 'connected');

  expect(tunnel.url).toBe(url);
  expect(scene.children).toHaveLength(1);
});

test('opens another connection when heartbeats alone are not answered', async () => {
  const scene = await start();
  const tunnel = scene.openTunnel();
  await until(tunnel, 'connected');

  scene.edge.faults.ignoreHeartbeats = true;
  await until(tunnel, 'reconnecting');
  scene.edge.faults.ignoreHeartbeats = false;
  await until(tunnel, 'connected');

  expect(await scene.post(tunnel, 'again')).toBe('200 again');
  expect(scene.edge.sessions).toHaveLength(1);
});

test('is proved from outside, and replaced after a sleep in which it died', async () => {
  const scene = await start();
  await using proved = await scene.openProved({
    // So long that only the proof can notice.
    limits: { heartbeatIntervalMs: 60_000, heartbeatToleranceMs: 60_000 },
  });
  const { tunnel, prover } = proved;
  await until(tunnel, 'connected');
  expect(await prover.probe(new AbortController().signal)).toMatchObject({ verdict: 'through' });

  scene.edge.freeze();
  tunnel.wake();
  prover.wake();
  await until(tunnel, 'reconnecting');
  expect(tunnel.state.detail).toMatch(/do not arrive/);
  await until(tunnel, 'connected');

  expect(await prover.probe(new AbortController().signal)).toMatchObject({ verdict: 'through' });
  // Frozen, the edge reads no goodbye either.
  scene.edge.thaw();
  await expect.poll(() => scene.edge.sessions.length).toBe(1);
});

test('is back at the same address after a child was killed', async () => {
  const scene = await start();
  const tunnel = scene.openTunnel();
  await until(tunnel, 'connected');
  const { url } = tunnel;

  scene.children[0]?.kill();
  await until(tunnel, 'reconnecting');
  await until(tunnel, 'connected');

  expect(tunnel.url).toBe(url);
  expect(await scene.post(tunnel, 'again')).toBe('200 again');
  expect(scene.edge.sessions).toHaveLength(1);
});

test('is back at another address where the edge hangs up on whoever asks for the former one', async () => {
  const scene = await start();
  const tunnel = scene.openTunnel();
  await until(tunnel, 'connected');
  const { url } = tunnel;
  scene.edge.faults.losesAddresses = true;

  scene.children[0]?.kill();
  await until(tunnel, 'reconnecting');
  await until(tunnel, 'connected');

  expect(tunnel.url).not.toBe(url);
  expect(await scene.post(tunnel, 'again')).toBe('200 again');
});

test('is back soon after an outage that the SDK would sit out for minutes', async () => {
  const scene = await start();
  const tunnel = scene.openTunnel();
  await until(tunnel, 'connected');
  const { url } = tunnel;
  scene.edge.stopListening();
  scene.edge.dropConnections();
  await until(tunnel, 'reconnecting');
  // So long that the attempts of several children have failed.
  await scene.startedChildren(5);

  await scene.edge.startListening();
  await until(tunnel, 'connected');

  expect(tunnel.url).toBe(url);
  expect(await scene.post(tunnel, 'again')).toBe('200 again');
});

test('replaces a child whose handshake is never answered', async () => {
  const scene = await start();
  scene.edge.faults.stallTls = true;
  const tunnel = scene.openTunnel({ limits: { openMs: 2500 } });
  await until(tunnel, 'reconnecting');
  expect(tunnel.state.detail).toMatch(/did not answer/);
  scene.edge.faults.stallTls = false;
  await until(tunnel, 'connected');
  expect(scene.children.length).toBeGreaterThan(1);
});

test('replaces a child that hangs in its attempt to mend a cut', async () => {
  const scene = await start();
  const tunnel = scene.openTunnel({ limits: { mendMs: 500, openMs: 2500 } });
  await until(tunnel, 'connected');
  scene.edge.faults.stallRpc = true;
  const reconnecting = scene.edge.waitFor('connection');
  scene.edge.dropConnections();
  await reconnecting;
  scene.edge.faults.stallRpc = false;
  await until(tunnel, 'connected');
  expect(await scene.post(tunnel, 'again')).toBe('200 again');
});

test('opens another connection when the one it has falls silent', async () => {
  const scene = await start();
  const tunnel = scene.openTunnel();
  await until(tunnel, 'connected');

  scene.edge.freeze();
  await until(tunnel, 'reconnecting');
  expect(tunnel.state.detail).toMatch(/silent/);
  await until(tunnel, 'connected');

  expect(await scene.post(tunnel, 'again')).toBe('200 again');
});

test('says why when the token is revoked while it is open', async () => {
  const scene = await start();
  const tunnel = scene.openTunnel();
  await until(tunnel, 'connected');
  scene.edge.faults.authError = { code: 'ERR_NGROK_105', message: 'Revoked.' };
  scene.edge.dropConnections();
  await until(tunnel, 'refused');
  expect(tunnel.state.remedy).toMatch(/authtoken/);
});

test('is reopened when the edge closes its endpoint', async () => {
  const scene = await start();
  const tunnel = scene.openTunnel();
  await until(tunnel, 'connected');
  const [endpoint] = scene.edge.tunnels;
  if (!endpoint) throw new Error('no endpoint');
  const lost = until(tunnel, 'reconnecting');
  scene.edge.stopTunnel(endpoint);
  await lost;
  await until(tunnel, 'connected');
  expect(await scene.post(tunnel, 'again')).toBe('200 again');
});
