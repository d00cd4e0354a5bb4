import { expect, test } from 'vitest';
import type { Examined } from '../../../main/thread/channel-ports.ts';
import { NetworkError } from '../../../shared/errors.ts';
import { sampleResolved } from '../../fakes/thread-samples.ts';
import { startAt, ThreadScene } from './thread-scene.ts';

const resolved = sampleResolved({ at: startAt, text: '' });
const wordless: Examined = {
  ...{ type: 'waiting', resolved, limitMs: 300_000, isForUs: true },
  giveUp: { delivery: 'failed', reason: 'No transcript arrived within 5 minutes.' },
};
const ready: Examined = { type: 'ready', resolved: { ...resolved, text: 'Words' } };

const signs = ({ channel }: ThreadScene): readonly string[] =>
  channel.log.filter((entry) => entry.startsWith('acknowledge'));

test('a message is signed before its words are here, once', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [() => wordless, () => wordless, () => ready]);

  await scene.deliver('a');
  expect(signs(scene)).toEqual(['acknowledge a']);
  await scene.clock.advanceAsync(5000);

  expect(scene.agent.heard).toEqual(['Words']);
  expect(signs(scene)).toEqual(['acknowledge a']);
});

test('a message is signed while the one before it is still being answered', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [() => wordless]);

  await scene.deliver('a');
  await scene.deliver('b');

  expect(scene.agent.heard).toEqual([]);
  expect(signs(scene)).toEqual(['acknowledge a', 'acknowledge b']);
});

test('one that may be for others is signed when that is known', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [() => ({ ...wordless, isForUs: false }), () => ready]);

  await scene.deliver('a');
  expect(signs(scene)).toEqual([]);
  await scene.clock.advanceAsync(500);

  expect(signs(scene)).toEqual(['acknowledge a']);
});

test('one that an earlier run signed is not signed again', async () => {
  const scene = new ThreadScene();
  scene.channel.looks.set('a', [() => ({ ...ready, isAcknowledged: true })]);

  await scene.deliver('a');

  expect(scene.agent.heard).toEqual(['Words']);
  expect(signs(scene)).toEqual([]);
});

test('nothing is signed while paused, nor what is not answered', async () => {
  const scene = new ThreadScene({ paused: true });
  const stranger: Examined = { type: 'settled', delivery: 'ignored', reason: 'Not allowed.' };
  scene.channel.looks.set('x', [() => stranger]);

  await scene.deliver('x');
  await scene.deliver('a');
  expect(signs(scene)).toEqual([]);
  scene.gate.open();
  await scene.settle();

  expect(signs(scene)).toEqual(['acknowledge a']);
  expect(scene.channel.log).not.toContain('read x');
});

test('a sign that is lost delays no answer and is not repeated', async () => {
  const scene = new ThreadScene();
  scene.channel.acknowledgeError = new NetworkError('X', 'Lost.');

  await scene.deliver('a');

  expect(scene.agent.heard).toEqual(['a']);
  expect(signs(scene)).toEqual(['acknowledge a']);
});
