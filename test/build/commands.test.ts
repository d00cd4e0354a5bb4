import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = (script: string, ...args: string[]) =>
  spawnSync(process.execPath, [`${root}build/${script}`, ...args], { encoding: 'utf8' });

test('the set-up refuses a purpose it does not know', () => {
  const { status, stdout, stderr } = run('setup.mjs', 'everything');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('run|check|bench');
});

test.skipIf(!existsSync(`${root}out/main/headless.js`))(
  'a start hands its options to the app, in its own process (needs a build)',
  () => {
    const { status, stdout, stderr } = run('start.mjs', '--headless', '--no-such-option');
    expect(status).toBeGreaterThan(0);
    expect(stdout).toBe('');
    expect(stderr).toContain('--no-such-option');
  },
);
