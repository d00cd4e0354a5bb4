import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answersYes, runCommand, tail } from '../../../build/setup/run-command.mjs';

const options = { cwd: tmpdir(), env: { PATH: process.env['PATH'] ?? '' }, limitMs: 10_000 };
const node = (code: string) => [process.execPath, '-e', code];

test('both streams of a command are kept, and its exit code tells', async () => {
  const good = await runCommand(node("console.log('a'); console.error('b')"), options);
  expect(good.ok).toBe(true);
  expect(good.output.split('\n').toSorted()).toEqual(['', 'a', 'b']);
  expect((await runCommand(node('process.exit(3)'), options)).ok).toBe(false);
});

test('a program that does not exist is a failure with a reason', async () => {
  const result = await runCommand(['no-such-program'], options);
  expect(result.ok).toBe(false);
  expect(result.output).toContain('no-such-program');
  expect(answersYes(['no-such-program'], options.env)).toBe(false);
});

test('only the given environment reaches the command', async () => {
  const result = await runCommand(node('console.log(JSON.stringify(process.env))'), {
    ...options,
    env: { ONLY: 'this' },
  });
  expect(JSON.parse(result.output)).toEqual({ ONLY: 'this' });
});

test.skipIf(process.platform === 'win32')(
  'what takes too long is ended with everything it started (groups: not on Windows)',
  async () => {
    const grandchild = "setInterval(() => {}, 1000); console.log('pid', process.pid)";
    const code = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' })`;
    const result = await runCommand(node(code), { ...options, limitMs: 5_000 });
    expect(result).toMatchObject({ ok: false });
    expect(result.output).toContain('given up after 5 s');
    const pid = Number(/pid (\d+)/.exec(result.output)?.[1]);
    expect(pid).toBeGreaterThan(1);
    await expect.poll(() => isGone(pid)).toBe(true);
  },
);

test.skipIf(process.platform === 'win32')(
  'the command ends when we are killed (another way on Windows)',
  async () => {
    const module = new URL('../../../build/setup/run-command.mjs', import.meta.url).href;
    const endless =
      "console.log('x'); require('node:fs').writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000)";
    const folder = mkdtempSync(join(tmpdir(), 'killed-'));
    const command = JSON.stringify(node(endless));
    const starter = `const { runCommand } = await import('${module}');
      await runCommand(${command}, { cwd: ${JSON.stringify(folder)}, env: {}, limitMs: 60_000 });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', starter]);
    const pidFile = join(folder, 'pid');
    await expect.poll(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8')).toBeTruthy();
    const pid = Number(readFileSync(pidFile, 'utf8'));
    child.kill('SIGKILL');
    await expect.poll(() => isGone(pid)).toBe(true);
    rmSync(folder, { recursive: true });
  },
);

test('the end of long output is what is shown', () => {
  const lines = Array.from({ length: 9 }, (_, index) => `line ${index}`).join('\n');
  expect(tail(`${lines}\n`, 2)).toBe('    line 7\n    line 8');
});

/** A killed process whose parent died, too, may stay listed until the system reaps it; `ps` tells it from a running one. */
async function isGone(pid: number): Promise<boolean> {
  const ps = spawn('ps', ['-o', 'stat=', '-p', String(pid)]);
  let state = '';
  for await (const text of ps.stdout) state += String(text);
  return state.trim() === '' || state.trim().startsWith('Z');
}
