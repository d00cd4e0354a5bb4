import { expect, onTestFinished, test } from 'vitest';
import { json } from '../../fakes/local-server.ts';
import { ChannelScene } from './channel-scene.ts';
import { fixture } from './fixtures.ts';

test('has a token that was refused looked at when the owner wants something to leave', async () => {
  const scene = await new ChannelScene().open();
  const { channel } = scene;
  onTestFinished(() => scene.close());
  const looks = (): number => scene.asked.filter((asked) => asked === 'GET /whoami').length;
  scene.routes.set('GET /whoami', json(401, {}));
  await scene.connect();
  await scene.until(() => scene.state.status === 'refused' && scene.clock.pending > 0);
  scene.routes.set('GET /whoami', json(200, fixture('whoami')));

  channel.tryNow();
  await scene.until(() => channel.ready.isOpen);
  channel.tryNow();
  await scene.clock.advanceAsync(1000);

  expect(looks()).toBe(2);
});
