import { expect, test } from 'vitest';
import { Rounds } from '../../../main/base/rounds.ts';

/** A task whose rounds end when they are told to. */
function openTask() {
  const rounds: PromiseWithResolvers<void>[] = [];
  const task = (): Promise<void> => {
    const round = Promise.withResolvers<void>();
    rounds.push(round);
    return round.promise;
  };
  return { rounds, task };
}

const turnOfTheLoop = () => new Promise((resolve) => setImmediate(resolve));

test('begins at once when nothing is under way', async () => {
  const { rounds, task } = openTask();
  const all = new Rounds(task);
  const first = all.run();
  expect(rounds).toHaveLength(1);
  rounds[0]?.resolve();
  await first;

  void all.run();

  expect(rounds).toHaveLength(2);
});

test('shares one further round among all who ask meanwhile', async () => {
  const { rounds, task } = openTask();
  const all = new Rounds(task);
  void all.run();
  const asked = [all.run(), all.run(), all.run()];
  await turnOfTheLoop();
  expect(rounds).toHaveLength(1);

  rounds[0]?.resolve();
  await turnOfTheLoop();
  expect(rounds).toHaveLength(2);
  const later = all.run();
  rounds[1]?.resolve();
  await Promise.all(asked);
  await turnOfTheLoop();

  expect(rounds).toHaveLength(3);
  rounds[2]?.resolve();
  await later;
  await all.idle();
});

test('tells a failure to those whose round it is, and goes on', async () => {
  const { rounds, task } = openTask();
  const all = new Rounds(task);
  const first = all.run();
  const second = all.run();
  rounds[0]?.reject(new Error('the first'));
  await expect(first).rejects.toThrow('the first');
  await turnOfTheLoop();
  rounds[1]?.reject(new Error('the second'));
  await expect(second).rejects.toThrow('the second');

  await all.idle();
  void all.run();

  expect(rounds).toHaveLength(3);
});

test('is idle only when the round that was asked for is over as well', async () => {
  const { rounds, task } = openTask();
  const all = new Rounds(task);
  await all.idle();
  void all.run();
  void all.run();
  let isIdle = false;
  const idle = all.idle().then(() => (isIdle = true));
  rounds[0]?.resolve();
  await turnOfTheLoop();
  expect(isIdle).toBe(false);

  rounds[1]?.resolve();
  await idle;
});
