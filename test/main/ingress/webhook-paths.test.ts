import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadWebhookPaths } from '../../../main/ingress/webhook-paths.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-paths-'));
});
afterEach(() => rm(home, { recursive: true }));

test('makes paths that nobody guesses, each its own, for the owner only', async () => {
  const paths = await loadWebhookPaths(home);
  expect(paths.carbonvoice).toMatch(/^\/hooks\/carbonvoice\/[\w-]{43}$/);
  expect(paths.voipbin).toMatch(/^\/hooks\/voipbin\/[\w-]{43}$/);
  expect(paths.carbonvoice.slice(-43)).not.toBe(paths.voipbin.slice(-43));
  expect((await stat(join(home, 'webhook-paths.json'))).mode & 0o777).toBe(0o600);
});

test('keeps them over restarts', async () => {
  const first = await loadWebhookPaths(home);
  expect(await loadWebhookPaths(home)).toEqual(first);
});

test.each([
  '',
  '{',
  '[]',
  '{"carbonvoice":"short","voipbin":"short"}',
  '{"carbonvoice":"../../x"}',
])('makes them anew where the file is damaged: %s', async (text) => {
  const file = join(home, 'webhook-paths.json');
  await writeFile(file, text);
  const paths = await loadWebhookPaths(home);
  expect(await loadWebhookPaths(home)).toEqual(paths);
  expect(await readFile(file, 'utf8')).not.toBe(text);
});
