import { expect, test } from 'vitest';
import { NetworkError, RemoteError } from '../../../shared/errors.ts';
import { failing } from '../../fakes/fake-channel.ts';
import { ThreadScene } from './thread-scene.ts';

const nobodyTold = new NetworkError('TIMEOUT', 'The service did not answer in time.');
const gateway = new RemoteError('X', 'Carbon Voice answered 504', { status: 504 });

test.each([
  ['is not answered in time', nobodyTold],
  ['a gateway gives up on', gateway],
])('a send that %s is not made twice because it arrives 20 s late', async (_how, error) => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(failing(error));
  await scene.queue('a');
  await scene.queue('b');
  await scene.outbox.takeUp();
  const lateAt = scene.clock.now() + 20_000;
  const look = (): string | null => (scene.clock.now() >= lateAt ? 'remote-a' : null);
  for (let looks = 0; looks < 20; looks += 1) scene.channel.findSteps.push(look);

  await scene.clock.advanceAsync(120_000);

  expect(scene.channel.sent.map(({ text }) => text)).toEqual(['a', 'b']);
  expect(scene.message('a')).toMatchObject({ delivery: 'sent' });
});

test('a send that never arrived is made again half a minute later', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(failing(nobodyTold));
  await scene.queue('a');
  await scene.outbox.takeUp();

  await scene.clock.advanceAsync(29_000);
  expect(scene.channel.sent).toHaveLength(1);
  expect(scene.message('a')).toMatchObject({ delivery: 'unknown' });
  await scene.clock.advanceAsync(5_000);

  expect(scene.channel.sent.map(({ text }) => text)).toEqual(['a', 'a']);
  expect(scene.message('a')).toMatchObject({ delivery: 'sent' });
});
