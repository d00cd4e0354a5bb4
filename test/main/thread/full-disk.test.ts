import { expect, test } from 'vitest';
import type { OperationName } from '../../../main/store/operations.ts';
import { ThreadScene } from './thread-scene.ts';

function failTimes(scene: ThreadScene, name: OperationName, times: number): void {
  for (let left = times; left > 0; left -= 1) scene.ledger.failNext(name);
}

test('sends once, after all, what could not be noted as being sent', async () => {
  const scene = new ThreadScene();
  await scene.queue('a');
  await scene.queue('b');
  failTimes(scene, 'markOutbound', 2);
  await scene.outbox.takeUp();
  await scene.settle();
  expect(scene.channel.sent).toEqual([]);

  await scene.clock.advanceAsync(60_000);

  expect(scene.channel.sent.map(({ text }) => text)).toEqual(['a', 'b']);
  expect(scene.message('a')).toMatchObject({ delivery: 'sent', attempts: 1 });
});

test('keeps what is out as sent when the disk takes it again, and does not send it twice', async () => {
  const scene = new ThreadScene();
  await scene.queue('a');
  await scene.queue('b');
  scene.channel.sendSteps.push(() => {
    failTimes(scene, 'markOutbound', 3);
    return 'remote-a';
  });
  await scene.outbox.takeUp();
  await scene.settle();
  expect(scene.message('a')).toMatchObject({ delivery: 'sending' });

  await scene.clock.advanceAsync(60_000);

  expect(scene.channel.sent.map(({ text }) => text)).toEqual(['a', 'b']);
  expect(scene.message('a')).toMatchObject({ delivery: 'sent' });
  expect(scene.message('b')).toMatchObject({ delivery: 'sent' });
});

test('takes up what could not be taken up when a service is reachable again', async () => {
  const scene = new ThreadScene();
  await scene.queue('a');
  scene.ledger.failNext('openOutbox');
  await expect(scene.outbox.takeUp()).rejects.toThrow('The disk is full.');

  scene.outbox.tryAgain();
  await scene.settle();

  expect(scene.message('a')).toMatchObject({ delivery: 'sent' });
});

test('sends what is new once the data file can be read, also while no service comes back', async () => {
  const scene = new ThreadScene();
  await scene.queue('a');
  failTimes(scene, 'openOutbox', 3);

  scene.outbox.send();
  await scene.settle();
  expect(scene.channel.sent).toEqual([]);
  await scene.clock.advanceAsync(60_000);

  expect(scene.message('a')).toMatchObject({ delivery: 'sent' });
});

test('tells a letter that is kept as such, although the data file cannot be read right after', async () => {
  const scene = new ThreadScene();
  failTimes(scene, 'openOutbox', 2);

  const letter = await scene.care.write(
    { conversationId: 'conversation-1', recipient: null },
    'Hi',
  );
  await scene.clock.advanceAsync(60_000);

  expect(scene.channel.sent.map(({ text }) => text)).toEqual(['Hi']);
  expect(scene.message(letter.id)).toMatchObject({ delivery: 'sent' });
});

test('waits for a full disk without counting it against a message', async () => {
  const scene = new ThreadScene();
  failTimes(scene, 'resolve', 10);
  const id = await scene.deliver('a');

  await scene.clock.advanceAsync(3_600_000);

  expect(scene.agent.heard).toEqual(['a']);
  expect(scene.message(id)).toMatchObject({ delivery: 'handled', reason: null });
});

test('does not ask the model again for an answer that only could not be kept', async () => {
  const scene = new ThreadScene();
  failTimes(scene, 'completeTurn', 6);
  const id = await scene.deliver('a');
  expect(scene.message(id)).toMatchObject({ delivery: 'received' });

  await scene.clock.advanceAsync(120_000);

  expect(scene.agent.heard).toEqual(['a']);
  expect(scene.message(id)).toMatchObject({ delivery: 'handled' });
  expect(scene.texts('out')).toHaveLength(1);
});
