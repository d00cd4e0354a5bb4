import { expect, test } from 'vitest';
import { parseLetterAddress } from '../../../main/thread/letter-address.ts';
import { NetworkError } from '../../../shared/errors.ts';
import { failing } from '../../fakes/fake-channel.ts';
import { ThreadScene } from './thread-scene.ts';

const lost = new NetworkError('ECONNRESET', 'The connection failed.');
const [ada, ben] = [parseLetterAddress('user:ada'), parseLetterAddress('user:ben')];

test('takes no letter for another one in the same words: the owner decides about both', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(failing(lost), failing(lost));
  // Only one of them arrived, and nobody can say which.
  scene.channel.findSteps.push(...Array.from({ length: 4 }, () => () => 'remote-9'));
  const first = await scene.care.write(ada, 'See you at  noon');
  const second = await scene.care.write(ben, 'See you at noon');

  await scene.clock.advanceAsync(60_000);

  expect(scene.message(first.id)).toMatchObject({ delivery: 'unknown' });
  expect(scene.message(second.id)).toMatchObject({ delivery: 'unknown' });
  expect(scene.message(first.id)?.reason).toContain('another letter in the same words');
  expect(await scene.ledger.sentRemoteIds({ conversationId: null })).toEqual([]);
});

test('takes no letter for one that got out while it was looked for', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(failing(lost), () => 'remote-ben');
  const found = Promise.withResolvers<string>();
  scene.channel.findSteps.push(() => found.promise);
  const first = await scene.care.write(ada, 'Hello');
  await scene.clock.advanceAsync(10_000);
  const second = await scene.care.write(ben, 'Hello');
  await scene.settle();
  expect(scene.message(second.id)).toMatchObject({ delivery: 'sent' });

  found.resolve('remote-ben');
  await scene.clock.advanceAsync(10_000);

  expect(scene.message(first.id)).toMatchObject({ delivery: 'unknown' });
});

test('sends a letter again that the owner wants again while it is looked for in vain', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(failing(lost));
  const found = Promise.withResolvers<null>();
  scene.channel.findSteps.push(() => found.promise);
  const { id } = await scene.care.write(ada, 'Hello');
  await scene.clock.advanceAsync(10_000);
  expect(scene.message(id)).toMatchObject({ delivery: 'unknown' });

  await scene.care.retry(id, null);
  found.resolve(null);
  await scene.clock.advanceAsync(10_000);

  expect(scene.channel.sent).toHaveLength(2);
  expect(scene.message(id)).toMatchObject({ delivery: 'sent' });
});

test('does not send a letter again that is found after the owner wanted it again', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(failing(lost));
  const found = Promise.withResolvers<string>();
  scene.channel.findSteps.push(() => found.promise);
  const { id } = await scene.care.write(ada, 'Hello');
  await scene.clock.advanceAsync(10_000);

  await scene.care.retry(id, null);
  found.resolve('remote-9');
  await scene.clock.advanceAsync(10_000);

  expect(scene.channel.sent).toHaveLength(1);
  expect(scene.message(id)).toMatchObject({ delivery: 'sent' });
});

test('one wish of the owner sends a letter once: lost again, it is left to them again', async () => {
  const scene = new ThreadScene();
  scene.channel.sendSteps.push(failing(lost), failing(lost));
  const found = Promise.withResolvers<null>();
  scene.channel.findSteps.push(() => found.promise);
  const { id } = await scene.care.write(ada, 'Hello');
  await scene.clock.advanceAsync(10_000);
  await scene.care.retry(id, null);
  found.resolve(null);

  await scene.clock.advanceAsync(600_000);

  expect(scene.channel.sent).toHaveLength(2);
  expect(scene.message(id)).toMatchObject({ delivery: 'unknown' });
});

test('does not look again at a message at rest that the owner drops', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [failing(new TypeError('broken'))]);
  const id = await scene.deliver('a');
  await scene.clock.advanceAsync(60_000);
  expect(scene.message(id)).toMatchObject({ delivery: 'failed' });
  const asked = scene.channel.log.length;

  await scene.care.drop(id);
  await scene.clock.advanceAsync(60_000);

  expect(scene.channel.log).toHaveLength(asked);
  expect(scene.message(id)).toMatchObject({ delivery: 'ignored' });
});
