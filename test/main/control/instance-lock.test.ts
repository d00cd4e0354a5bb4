import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
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

const junk: readonly (readonly [string, (path: string) => Promise<unknown>])[] = [
  ['rubbish', (path) => writeFile(path, 'rubbish\n'.repeat(1000))],
  ['the id of another program', (path) => writeFile(path, `${process.pid}\n`)],
  ['what looks like a database', (path) => writeFile(path, `SQLite format 3\0${'x'.repeat(2000)}`)],
  ['nothing', (path) => writeFile(path, '')],
  ['an empty folder', (path) => mkdir(path)],
  ['a folder with something in it', (path) => mkdir(join(path, 'more'), { recursive: true })],
];

test.each(junk)(
  '%s in its place neither keeps anybody out nor lets two in',
  async (_name, write) => {
    const home = await mkdtemp(join(tmpdir(), 'adjutant-lock-'));
    onTestFinished(() => rm(home, { recursive: true }));
    await write(join(home, 'instance.lock'));
    const first = takeInstanceLock(home);
    expect(first).not.toBeNull();
    expect(takeInstanceLock(home)).toBeNull();
    first?.close();
  },
);

test('rubbish that is written over a lock that is held lets nobody else in', async () => {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-lock-'));
  onTestFinished(() => rm(home, { recursive: true }));
  const first = takeInstanceLock(home);
  await writeFile(join(home, 'instance.lock'), 'rubbish\n'.repeat(1000));
  expect(takeInstanceLock(home)).toBeNull();
  first?.close();
  const second = takeInstanceLock(home);
  expect(second).not.toBeNull();
  second?.close();
});

test('a link in its place is followed nowhere', async () => {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-lock-'));
  onTestFinished(() => rm(home, { recursive: true }));
  await writeFile(join(home, 'letter.txt'), 'Dear Ada,\n');
  await symlink(join(home, 'letter.txt'), join(home, 'instance.lock'));
  expect(() => takeInstanceLock(home)).toThrow('The home folder cannot be written.');
  expect(await readFile(join(home, 'letter.txt'), 'utf8')).toBe('Dear Ada,\n');
});

test('a home that is not there cannot be held', () => {
  expect(() => takeInstanceLock(join(tmpdir(), 'adjutant-no-such-home'))).toThrow(
    'The home folder cannot be written.',
  );
});
