import { expect, test } from 'vitest';
import { accessKey, openScene, until, webhookUrl } from './scene.ts';
import type { Scene, SceneOptions } from './scene.ts';

const all: SceneOptions = { options: { delivery: 'both' }, deps: { publicUrl: () => webhookUrl } };

/** No timer, no listener, no socket. */
async function expectNothingLeft({ clock, secrets, peer, voipbin }: Scene): Promise<void> {
  expect(secrets.listenerCount).toBe(0);
  expect(clock.pending).toBe(0);
  expect(voipbin.ready.isOpen).toBe(false);
  await until(() => peer.hub.size === 0);
}

test('closes twice and leaves nothing behind', async () => {
  const scene = await openScene(all);
  await until(() => scene.voipbin.ready.isOpen);
  await Promise.all([scene.voipbin.close(), scene.voipbin.close()]);
  await scene.voipbin.close();
  await expectNothingLeft(scene);
});

test('an abort while opening leaves nothing behind', async () => {
  const scene = await openScene({
    ...all,
    prepare: (peer) => peer.plan('GET', /customer/, 'hang'),
  });
  await until(() => scene.peer.received.length > 0);
  scene.abort();
  await scene.voipbin.close();
  await expectNothingLeft(scene);
});

test('an abort while reconnecting leaves nothing behind', async () => {
  const scene = await openScene(all);
  await until(() => scene.voipbin.ready.isOpen);
  scene.peer.refuseSockets = 503;
  scene.peer.hub.cut();
  await until(() => scene.clock.delays.includes(1000));
  scene.abort();
  await scene.voipbin.close();
  await expectNothingLeft(scene);
});

test('an abort on a live call leaves nothing behind', async () => {
  const scene = await openScene(all);
  const { voipbin, signal } = scene;
  await until(() => voipbin.ready.isOpen);
  await voipbin.place({ type: 'tel', target: '+15550002000', name: '' }, null, signal);
  scene.abort();
  await voipbin.close();
  await expectNothingLeft(scene);
});

test('is up before the service or the keychain has answered', async () => {
  const scene = await openScene({
    secrets: {},
    deps: { secrets: { get: () => new Promise(() => {}), onChange: () => () => {} } },
  });
  expect(scene.voipbin.state.status).toBe('connecting');
  expect(scene.voipbin.ready.isOpen).toBe(false);
});

test('tolerates an address that has the version in it', async () => {
  const first = await openScene({ secrets: accessKey });
  const { peer } = first;
  const second = await openScene({ options: { url: `${peer.url}/v1.0/` } });
  await until(() => second.voipbin.ready.isOpen);
  expect(peer.hub.size).toBe(2);
});
