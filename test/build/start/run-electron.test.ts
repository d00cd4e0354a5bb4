import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readEnd, runElectron } from '../../../build/start/run-electron.mjs';

test.each([
  ['a clean end', { code: 0, signal: null, livedMs: 10 }, { exitCode: 0 }],
  ['an exit code', { code: 3, signal: null, livedMs: 10 }, { exitCode: 3 }],
  ['a signal from outside', { code: null, signal: 'SIGTERM', livedMs: 10 }, { exitCode: 143 }],
  [
    'a sandbox that is refused',
    { code: null, signal: 'SIGTRAP', livedMs: 10 },
    { broken: 'SIGTRAP' },
  ],
  ['a late crash', { code: null, signal: 'SIGSEGV', livedMs: 60_000 }, { exitCode: 139 }],
  ['a missing library', { code: 127, signal: null, livedMs: 10 }, { broken: expect.any(String) }],
] as const)('%s is read from how the program ended', (_name, exit, end) => {
  expect(readEnd(exit)).toEqual(end);
});

test('a program that cannot be started is a broken one', async () => {
  const program = '/no/such/electron';
  const end = await runElectron({ program, root: process.cwd(), args: [], env: {} });
  expect(end).toEqual({ broken: expect.stringContaining('ENOENT') });
});

describe('a runtime', () => {
  // Node stands in for it: both run the folder that is their first argument.
  const program = process.execPath;
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'app-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  test('gets the options and its exit code comes through', async () => {
    writeFileSync(join(root, 'index.js'), 'process.exit(Number(process.argv[2]))');
    expect(await runElectron({ program, root, args: ['7'], env: {} })).toEqual({ exitCode: 7 });
  });

  test('is not turned into a plain Node by a variable', async () => {
    writeFileSync(join(root, 'index.js'), 'process.exit(process.env.ELECTRON_RUN_AS_NODE ? 1 : 0)');
    const env = { ELECTRON_RUN_AS_NODE: '1' };
    expect(await runElectron({ program, root, args: [], env })).toEqual({ exitCode: 0 });
  });

  test.skipIf(process.platform === 'win32')(
    'gets the signals that stop us (there are none on Windows)',
    async () => {
      const code =
        "process.on('SIGTERM', () => process.exit(9)); setInterval(() => {}, 1000); console.log('up')";
      writeFileSync(join(root, 'index.js'), code);
      const module = new URL('../../../build/start/run-electron.mjs', import.meta.url).href;
      const options = JSON.stringify({ program, root, args: [], env: {} });
      const starter = `const { runElectron } = await import('${module}');
        process.exitCode = (await runElectron(${options})).exitCode;`;
      const child = spawn(program, ['--input-type=module', '-e', starter], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      child.kill('SIGTERM');
      expect(await once(child, 'exit')).toEqual([9, null]);
    },
  );
});
