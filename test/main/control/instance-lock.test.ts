import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeInstanceLock } from '../../../main/control/instance-lock.ts';

test('one holds a home at a time, and another after it', async () => {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-lock-'));
  const first = takeInstanceLock(home);
  expect(first).not.toBeNull();
  expect(takeInstanceLock(home)).toBeNull();
  first?.close();
  const second = takeInstanceLock(home);
  expect(second).not.toBeNull();
  second?.close();
  await rm(home, { recursive: true });
});

test('a home that is not there cannot be held', () => {
  expect(() => takeInstanceLock(join(tmpdir(), 'adjutant-no-such-home'))).toThrow(
    'The home folder cannot be written.',
  );
});
