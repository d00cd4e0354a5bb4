import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { endProcess } from '../../../main/base/end-process.ts';
import type { EndingProcess } from '../../../main/base/end-process.ts';

function host(given: Partial<EndingProcess>) {
  const done: string[] = [];
  const process: EndingProcess = {
    platform: 'linux',
    versions: { electron: '45' },
    exit: (code) => void done.push(`exit ${code}`),
    execve: (file, args) => void done.push(`${file} ${args.join(' ')}`),
    ...given,
  };
  return { done, process };
}

test.each([
  ['plain Node', { versions: {} }],
  ['Windows', { platform: 'win32' }],
])('leaves by the ordinary way under %s', (_where, given) => {
  const { done, process } = host(given);
  endProcess(1, process);
  expect(done).toEqual(['exit 1']);
});

test('leaves by the ordinary way where the process cannot be replaced', () => {
  const { done, process } = host({
    execve: () => {
      throw new Error('no such file');
    },
  });
  endProcess(3, process);
  expect(done).toEqual(['exit 3']);
});

test.runIf(process.platform === 'linux')(
  'a thread that hangs does not hold a command of a package, and its exit code stays',
  async () => {
    const script = fileURLToPath(new URL('./ends-while-it-hangs.ts', import.meta.url));
    const child = spawn(process.execPath, [script], { stdio: 'ignore' });
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(3);
  },
);
