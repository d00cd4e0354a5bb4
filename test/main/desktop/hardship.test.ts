import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../app/built-app.ts';
import type { DesktopProcess } from '../../app/desktop-process.ts';
import { ask, launchDesktop, temporaryHome } from './launch-desktop.ts';

const isRoot = process.getuid?.() === 0;
const nobody = 65_534;
/** Root may write everywhere, so where we are root it is another user who may not. */
const other: Record<string, string> = isRoot ? { DOUBLE_UID: `${nobody}` } : {};
const sickDisk = fileURLToPath(new URL('../../chaos/faults/sick-disk.c', import.meta.url));
const hasCompiler = process.platform === 'linux' && existsSync('/usr/bin/cc');

beforeAll(ensureBuilt);

/** A home that belongs to whoever `other` is. */
function homeOfOther(): string {
  const home = temporaryHome();
  if (isRoot) chownSync(home, nobody, -1);
  return home;
}

/** Told in a box, with what to do, and nothing crashed or is left over. */
async function expectRefused(desktop: DesktopProcess, words: string): Promise<void> {
  expect(await desktop.ended()).toBe(1);
  expect(desktop.all('error-box')).toEqual([
    { title: 'Adjutant cannot start', content: expect.stringContaining(words) },
  ]);
  expect(desktop.all('window')).toEqual([]);
  expect(desktop.errors).not.toContain('crashed');
}

async function changeSetting(desktop: DesktopProcess): Promise<unknown> {
  return desktop.do('request', 'settings:change', { key: 'desktop.hideOnBlur', value: true });
}

test('a home that is read-only is told in a box, and starts once it can be written', async () => {
  const home = homeOfOther();
  chmodSync(home, 0o500);
  await expectRefused(launchDesktop(home, ['--hidden'], other), 'make this one writable');
  // As after an earlier run: the folder that is made first is there.
  mkdirSync(join(home, 'chromium'), { mode: 0o700 });
  if (isRoot) chownSync(join(home, 'chromium'), nobody, -1);
  await expectRefused(launchDesktop(home, ['--hidden'], other), 'is not writable for you');
  chmodSync(home, 0o700);
  await launchDesktop(home, ['--hidden'], other).until('page-loaded');
});

test('a home that becomes read-only refuses what it cannot keep, and the app stays up', async () => {
  const home = homeOfOther();
  const desktop = launchDesktop(home, ['--hidden'], other);
  await desktop.until('page-loaded');
  chmodSync(home, 0o500);
  expect(await changeSetting(desktop)).toMatchObject({
    ok: false,
    error: { code: 'SETTINGS_FILE_UNWRITABLE', remedy: expect.stringContaining('Look at') },
  });
  await ask(desktop, 'desktop:view', {});
  chmodSync(home, 0o700);
  expect(await changeSetting(desktop)).toMatchObject({ ok: true });
});

test.skipIf(!hasCompiler)(
  'a full disk is told at the start and by each request, and all goes on once there is room',
  async () => {
    const [home, folder] = [temporaryHome(), temporaryHome()];
    const library = join(folder, 'sick-disk.so');
    execFileSync('cc', ['-shared', '-fPIC', '-o', library, sickDisk, '-ldl']);
    const full = join(folder, 'full');
    const env = { LD_PRELOAD: library, ADJUTANT_TEST_DISK: folder };
    writeFileSync(full, '');
    await expectRefused(launchDesktop(home, ['--hidden'], env), 'the space on its disk');
    rmSync(full);
    const desktop = launchDesktop(home, ['--hidden'], env);
    await desktop.until('page-loaded');
    writeFileSync(full, '');
    const note = { id: randomUUID(), text: 'Note: milk.' };
    expect(await desktop.do('request', 'message:send', note)).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('full') },
    });
    expect(await changeSetting(desktop)).toMatchObject({ ok: false });
    expect(await ask(desktop, 'state:get', {})).toMatchObject({ snapshot: { messages: [] } });
    rmSync(full);
    expect(await ask(desktop, 'message:send', note)).toEqual({ messageId: note.id });
    expect(await changeSetting(desktop)).toMatchObject({ ok: true });
  },
);

test.skipIf(!isRoot)(
  "another user's start in a home that runs is told, and the one that runs hears nothing of it",
  async () => {
    const home = temporaryHome();
    const first = launchDesktop(home, ['--hidden']);
    await first.until('page-loaded');
    await expectRefused(launchDesktop(home, [], other), 'Choose another with --home');
    // A second start of the same user would have shown it.
    await ask(first, 'desktop:view', {});
    expect(first.all('visible')).toEqual([]);
    // With a home of their own they are beside each other.
    await launchDesktop(homeOfOther(), ['--hidden'], other).until('page-loaded');
  },
);

test.skipIf(!isRoot)(
  "another user's folder where the socket belongs is told, left alone, and no way in",
  async () => {
    // Too long for a socket of its own: that lies in the folder for temporary files, which everybody may write to.
    const home = join(temporaryHome(), 'a'.repeat(120));
    const temporary = temporaryHome();
    const theirs = join(temporary, 'adjutant-0');
    mkdirSync(theirs);
    chownSync(theirs, nobody, nobody);
    const env = { TMPDIR: temporary };
    await expectRefused(
      launchDesktop(home, ['--hidden'], env),
      `The folder ${theirs} is not ours.`,
    );
    expect(existsSync(theirs)).toBe(true);
    rmSync(theirs, { recursive: true });
    await launchDesktop(home, ['--hidden'], env).until('page-loaded');
  },
);

// As a start by another user (root, say) leaves them in a home of ours.
test.skipIf(!isRoot).each([
  ['instance.lock', 'Check its rights'],
  ['run/control.sock', 'is not ours'],
])(
  "another user's %s in the home is told, and not in the way once it is gone",
  async (file, words) => {
    const home = homeOfOther();
    const theirs = join(home, file);
    mkdirSync(dirname(theirs), { recursive: true, mode: 0o700 });
    writeFileSync(theirs, '', { mode: 0o600 });
    await expectRefused(launchDesktop(home, ['--hidden'], other), words);
    expect(existsSync(theirs)).toBe(true);
    rmSync(dirname(theirs) === home ? theirs : dirname(theirs), { recursive: true });
    await launchDesktop(home, ['--hidden'], other).until('page-loaded');
  },
);
