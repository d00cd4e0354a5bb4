import { beforeEach, expect, test } from 'vitest';
import { SilenceWatch } from '../../renderer/silence-watch.ts';
import { FakeClock } from '../fakes/fake-clock.ts';

let clock: FakeClock;
let told: string[];
let watch: SilenceWatch;

beforeEach(() => {
  clock = new FakeClock();
  told = [];
  watch = new SilenceWatch({
    clock,
    ask: () => {
      told.push('ask');
      // Asking is a request like any other.
      watch.waits();
    },
    onSilent: () => told.push('silent'),
    onDead: () => told.push('dead'),
  });
});

test('silence is asked into after twenty quiet seconds, told after three more, and given up after fifteen', () => {
  watch.heard();
  clock.advance(19_999);
  expect(told).toEqual([]);
  clock.advance(1);
  expect(told).toEqual(['ask']);
  clock.advance(3_000);
  expect(told).toEqual(['ask', 'silent']);
  clock.advance(15_000);
  expect(told).toEqual(['ask', 'silent', 'dead']);
  expect(clock.pending).toBe(0);
});

test('whoever waits for something is told after seven seconds, however much more is asked', () => {
  watch.heard();
  for (let seconds = 0; seconds < 4; seconds += 1) {
    watch.waits();
    clock.advance(1_000);
  }
  expect(told).toEqual(['ask']);
  watch.waits();
  clock.advance(3_000);
  expect(told).toEqual(['ask', 'silent']);
});

test('anything that is heard ends it', () => {
  watch.heard();
  watch.waits();
  clock.advance(7_000);
  watch.heard();
  clock.advance(19_000);
  watch.heard();
  clock.advance(19_000);
  expect(told).toEqual(['ask', 'silent']);
});

test('nothing is asked without a connection', () => {
  watch.waits();
  watch.heard();
  watch.stop();
  watch.waits();
  expect(clock.pending).toBe(0);
});
