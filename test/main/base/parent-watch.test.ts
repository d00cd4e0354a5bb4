import { expect, test } from 'vitest';
import { processIsAlive, watchParent } from '../../../main/base/parent-watch.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

function watch() {
  const clock = new FakeClock();
  const world = { ppid: 10, alive: new Set([42]), gone: 0 };
  const options = {
    parentPid: 42,
    ppid: () => world.ppid,
    isAlive: (pid: number) => world.alive.has(pid),
    clock,
    everyMs: 400,
  };
  return { clock, world, start: () => watchParent(options, () => (world.gone += 1)) };
}

test('notices that the parent is gone, once', () => {
  const { clock, world, start } = watch();
  start();
  clock.advance(4000);
  expect(world.gone).toBe(0);

  world.alive.clear();
  clock.advance(400);
  clock.advance(4000);

  expect(world.gone).toBe(1);
  expect(clock.pending).toBe(0);
});

test('notices that the process was handed to another parent', () => {
  const { clock, world, start } = watch();
  start();
  world.ppid = 1;
  clock.advance(400);
  expect(world.gone).toBe(1);
});

test('does not trust the number of a parent that it cannot see', () => {
  const { clock, world, start } = watch();
  world.alive.clear();
  start();
  clock.advance(4000);
  expect(world.gone).toBe(0);
});

test('ends when told to', () => {
  const { clock, world, start } = watch();
  start()();
  world.ppid = 1;
  clock.advance(4000);
  expect(world.gone).toBe(0);
  expect(clock.pending).toBe(0);
});

test('sees this process, and none with an impossible id', () => {
  expect(processIsAlive(process.pid)).toBe(true);
  expect(processIsAlive(2 ** 30)).toBe(false);
});
