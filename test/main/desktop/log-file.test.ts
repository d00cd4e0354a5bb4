import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LogFile } from '../../../main/desktop/log-file.ts';

let home: string;
let path: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-log-'));
  path = join(home, 'adjutant.log');
});
afterEach(() => rm(home, { recursive: true }));

const kept = (): Promise<string> => readFile(path, 'utf8').catch(() => '');

test('lines are kept in their order, after those of former runs, for their owner alone', async () => {
  await writeFile(path, 'before\n');
  const file = new LogFile(home);
  for (const line of ['one\n', 'two\n']) file.write(line);
  await expect.poll(kept).toBe('before\none\ntwo\n');
  file.write('three\n');
  await expect.poll(kept).toBe('before\none\ntwo\nthree\n');
  await rm(path);
  file.write('four\n');
  await expect.poll(kept).toBe('four\n');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('what waits is written before the process ends, and once', async () => {
  const file = new LogFile(home);
  file.write('crashed\n');
  file.flush();
  expect(await kept()).toBe('crashed\n');
  file.write('later\n');
  await expect.poll(kept).toBe('crashed\nlater\n');
});

test('a full file is put aside, and the one before it goes', async () => {
  const full = 'x'.repeat(1_000_000);
  await writeFile(`${path}.1`, 'oldest\n');
  await writeFile(path, full);
  const file = new LogFile(home);
  file.write('new\n');
  await expect.poll(kept).toBe('new\n');
  expect(await readFile(`${path}.1`, 'utf8')).toBe(full);
});

test('a disk that takes nothing loses lines and nothing else, and later ones are kept', async () => {
  await mkdir(path);
  const file = new LogFile(home);
  for (let index = 0; index < 3000; index += 1) file.write('lost\n');
  file.flush();
  file.write('lost as well\n');
  await new Promise((resolve) => setTimeout(resolve, 150));
  await rm(path, { recursive: true });
  file.write('kept\n');
  await expect.poll(kept).toContain('kept\n');
});
