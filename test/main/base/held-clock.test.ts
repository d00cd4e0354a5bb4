import { expect, test } from 'vitest';
import { HeldClock } from '../../../main/base/held-clock.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

function open() {
  const clock = new FakeClock();
  const held = new HeldClock(clock);
  const ran: string[] = [];
  const at = (ms: number, name: string) => held.schedule(ms, () => void ran.push(name));
  return { clock, held, ran, at };
}

test('is like its own clock while nobody holds it', () => {
  const { clock, held, ran, at } = open();
  at(20, 'late');
  at(10, 'early');
  at(15, 'cancelled')();
  clock.advance(20);
  expect(ran).toEqual(['early', 'late']);
  expect(held.now()).toBe(clock.now());
  expect(clock.pending).toBe(0);
});

test('what falls due while it is held runs on the release, once and in order', () => {
  const { clock, held, ran, at } = open();
  at(20, 'second');
  at(10, 'first');
  at(60, 'after');
  held.hold();
  held.hold();
  clock.advance(30);
  expect(ran).toEqual([]);
  held.release();
  held.release();
  expect(ran).toEqual(['first', 'second']);
  clock.advance(30);
  expect(ran).toEqual(['first', 'second', 'after']);
});

test('what is cancelled while it waits, also by another that was due, never runs', () => {
  const { clock, held, ran, at } = open();
  const cancels = [at(10, 'by hand')];
  held.schedule(20, () => cancels.forEach((cancel) => cancel()));
  cancels.push(at(30, 'by another'));
  held.hold();
  clock.advance(30);
  cancels[0]?.();
  held.release();
  expect(ran).toEqual([]);
});

test('one that holds the clock again leaves the rest for the next release', () => {
  const { clock, held, ran, at } = open();
  held.schedule(10, () => held.hold());
  at(20, 'rest');
  held.hold();
  clock.advance(20);
  held.release();
  expect(ran).toEqual([]);
  held.release();
  expect(ran).toEqual(['rest']);
});
