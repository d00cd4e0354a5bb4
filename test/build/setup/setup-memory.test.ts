import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  isWorthTrying,
  memoryFile,
  readFailedSteps,
  writeFailedSteps,
} from '../../../build/setup/setup-memory.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'memory-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const hourMs = 3_600_000;
const steps = { keychain: { situation: 'no compiler', at: 100 * hourMs } };

test.each([
  ['the same situation an hour later', 'keychain', 'no compiler', 101 * hourMs, false],
  ['another situation', 'keychain', 'compiler', 101 * hourMs, true],
  ['the same situation a day later', 'keychain', 'no compiler', 124 * hourMs, true],
  ['a clock set back by two days', 'keychain', 'no compiler', 52 * hourMs, true],
  ['a step that never failed', 'system', 'no compiler', 101 * hourMs, true],
])('%s decides whether a step is tried', (...row) => {
  const [, step, situation, now, expected] = row;
  expect(isWorthTrying(steps, { step, situation, now })).toBe(expected);
});

test('failures are remembered', () => {
  writeFailedSteps(root, steps);
  expect(readFailedSteps(root)).toEqual(steps);
});

test('a torn memory is none', () => {
  mkdirSync(dirname(memoryFile(root)), { recursive: true });
  writeFileSync(memoryFile(root), '{"keychain":');
  expect(readFailedSteps(root)).toEqual({});
  writeFileSync(memoryFile(root), 'null');
  expect(readFailedSteps(root)).toEqual({});
});
