import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { silenceLimits, Stall } from '../../../../main/agent/models/silence.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test('a slow model is waited for on a call through some fillers, and then given up', () => {
  const stall = new Stall(silenceLimits('phone'));
  vi.advanceTimersByTime(8000);
  expect(stall.signal.aborted).toBe(false);
  vi.advanceTimersByTime(4000);
  expect(stall.signal.aborted).toBe(true);
});

test('one that falls silent in the midst of an answer is, too', () => {
  const stall = new Stall(silenceLimits('phone'));
  stall.beat();
  stall.answered();
  vi.advanceTimersByTime(6000);
  expect(stall.signal.aborted).toBe(false);
  vi.advanceTimersByTime(4000);
  expect(stall.signal.aborted).toBe(true);
});

test('in writing a model has longer', () => {
  const stall = new Stall(silenceLimits('desktop'));
  vi.advanceTimersByTime(20_000);
  expect(stall.signal.aborted).toBe(false);
  stall.end();
});

/** Timers of a process that stood still come late by their own clock. */
function sleepMachine(ms: number): void {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + ms);
}

test('a machine that slept in the midst of an answer does not count as a silent model', () => {
  const stall = new Stall(silenceLimits('desktop'));
  stall.beat();
  stall.answered();
  vi.advanceTimersByTime(5000);
  sleepMachine(600_000);
  vi.advanceTimersByTime(15_000);
  expect(stall.signal.aborted).toBe(false);
  vi.advanceTimersByTime(20_000);
  expect(stall.signal.aborted).toBe(true);
  expect(stall.error().message).toBe('The model was silent for 20 seconds.');
});

test('nor as one that thinks for too long, and an end ends what was begun anew, too', () => {
  const stall = new Stall(silenceLimits('phone'));
  stall.beat();
  sleepMachine(600_000);
  vi.advanceTimersByTime(15_000);
  expect(stall.signal.aborted).toBe(false);
  stall.end();
  vi.advanceTimersByTime(60_000);
  expect(stall.signal.aborted).toBe(false);
});

test('a clock that is set is no sleep', () => {
  const stall = new Stall(silenceLimits('phone'));
  vi.setSystemTime(Date.now() + 600_000);
  vi.advanceTimersByTime(15_000);
  expect(stall.signal.aborted).toBe(true);
});
