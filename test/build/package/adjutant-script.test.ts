import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const script = fileURLToPath(new URL('../../../build/package/adjutant.sh', import.meta.url));

test.runIf(process.platform !== 'win32')(
  'the command of a Mac finds its app through links and hands on every word',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'adjutant app '));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const contents = join(folder, 'My Apps/Adjutant.app/Contents');
    for (const part of ['MacOS', 'Resources/bin']) {
      mkdirSync(join(contents, part), { recursive: true });
    }
    const program = '#!/bin/sh\nfor word; do printf "[%s]" "$word"; done\nexit 3\n';
    writeFileSync(join(contents, 'MacOS/Adjutant'), program, { mode: 0o755 });
    copyFileSync(script, join(contents, 'Resources/bin/adjutant'));
    symlinkSync(join(contents, 'Resources/bin/adjutant'), join(folder, 'adjutant'));
    symlinkSync('adjutant', join(folder, 'again'));

    const words = ['say', 'two words', '', '$HOME'];
    const run = () => execFileSync('sh', [join(folder, 'again'), ...words], { stdio: 'pipe' });
    expect(run).toThrow(expect.objectContaining({ status: 3 }));
    expect(run).toThrow(
      expect.objectContaining({ stdout: Buffer.from('[say][two words][][$HOME]') }),
    );
  },
);
