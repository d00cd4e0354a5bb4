import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcess } from '../../../main/base/end-process.ts';

// A pipe that nobody writes to holds the thread that opens it, as a keychain does that does not answer.
const pipe = join(mkdtempSync(join(tmpdir(), 'adjutant-')), 'pipe');
execFileSync('mkfifo', [pipe]);
void open(pipe, 'r');
setTimeout(() => {
  const host = {
    platform: process.platform,
    versions: { electron: '45' },
    exit: (code: number): void => process.exit(code),
    ...(process.execve && { execve: process.execve.bind(process) }),
  };
  endProcess(3, host);
}, 100);
