import { afterEach, expect, test } from 'vitest';
import type { TunnelScene } from './tunnel-scene.ts';
import { startScene, until } from './tunnel-scene.ts';

const scenes: TunnelScene[] = [];
const nothing = { sessions: 0, processes: 0 };

afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.close();
});

async function start(): Promise<TunnelScene> {
  const scene = await startScene();
  scenes.push(scene);
  return scene;
}

test('says goodbye while it is open', async () => {
  const scene = await start();
  const tunnel = scene.openTunnel();
  await until(tunnel, 'connected');
  const unbound = scene.edge.waitFor('unbind');

  const { ms, ...left } = await scene.closeAndLook(tunnel);

  await unbound;
  expect(left).toEqual(nothing);
  expect(ms).toBeLessThan(1000);
  expect(tunnel.state.status).toBe('off');
});

test('leaves nothing behind when closed right after the start', async () => {
  const scene = await start();
  const { ms, ...left } = await scene.closeAndLook(scene.openTunnel());
  expect(left).toEqual(nothing);
  expect(ms).toBeLessThan(2000);
  expect(scene.edge.tunnels).toHaveLength(0);
});

test.each(['stallTls', 'stallRpc'] as const)(
  'leaves nothing behind while opening hangs (%s)',
  async (fault) => {
    const scene = await start();
    scene.edge.faults[fault] = true;
    const connected = scene.edge.waitFor('connection');
    const tunnel = scene.openTunnel();
    await connected;

    const { ms, ...left } = await scene.closeAndLook(tunnel);

    expect(left).toEqual(nothing);
    expect(ms).toBeLessThan(2000);
  },
);

test('leaves nothing behind while the SDK mends a cut', async () => {
  const scene = await start();
  const tunnel = scene.openTunnel();
  await until(tunnel, 'connected');
  scene.edge.faults.stallRpc = true;
  scene.edge.dropConnections();
  await until(tunnel, 'reconnecting');

  const { ms, ...left } = await scene.closeAndLook(tunnel);

  expect(left).toEqual(nothing);
  expect(ms).toBeLessThan(2000);
});

test('leaves nothing behind between two attempts', async () => {
  const scene = await start();
  scene.edge.stopListening();
  const tunnel = scene.openTunnel({ limits: { firstDelayMs: 60_000, maxDelayMs: 60_000 } });
  await until(tunnel, 'reconnecting');

  const { ms, ...left } = await scene.closeAndLook(tunnel);

  expect(left).toEqual(nothing);
  expect(ms).toBeLessThan(2000);
});

test('leaves nothing behind although the connection is silent and the SDK hangs', async () => {
  const scene = await start();
  const tunnel = scene.openTunnel();
  await until(tunnel, 'connected');
  scene.edge.freeze();

  const { ms, ...left } = await scene.closeAndLook(tunnel);

  expect(left).toEqual(nothing);
  expect(ms).toBeLessThan(2000);
});

test('opens nothing again during an outage', async () => {
  const scene = await start();
  const tunnel = scene.openTunnel();
  await until(tunnel, 'connected');
  scene.edge.stopListening();
  scene.edge.dropConnections();
  await until(tunnel, 'reconnecting');

  const { ms, ...left } = await scene.closeAndLook(tunnel);
  await scene.edge.startListening();

  expect(left).toEqual(nothing);
  expect(ms).toBeLessThan(2000);
  expect(scene.edge.sessions).toHaveLength(0);
});
