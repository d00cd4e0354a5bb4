import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { extractAll, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stagePackage } from '../../../build/package/stage.mjs';
import { ensureBuilt } from '../../app/built-app.ts';
import { cleanEnv } from '../../app/environment.ts';
import { DesktopProcess } from '../../app/desktop-process.ts';
import { policyFaults } from '../hardening/rules.ts';
import * as expected from './expected.ts';
import { writeStandInRuntime } from './stand-in-runtime.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const builder = join(root, 'node_modules/electron-builder/cli.js');
const line = /^adjutant: .+\n$/u;
const native = `linux-${process.arch}-gnu`;
const named = (paths: readonly string[]): string[] =>
  paths.map((path) => path.replaceAll('NATIVE', native)).toSorted();

let folder = '';
let packaged = '';
let staged: readonly string[] = [];
let files: readonly string[] = [];

// Those for the other systems come from the same list of files and are made there.
const onLinux = process.platform === 'linux';
const title = 'a package made of the build with a stand-in for the runtime';

describe.runIf(onLinux)(`${title}${onLinux ? '' : ' (it is made on Linux)'}`, () => {
  beforeAll(async () => {
    await ensureBuilt();
    folder = mkdtempSync(join(tmpdir(), 'adjutant-package-'));
    staged = stagePackage(root);
    await writeStandInRuntime(join(folder, 'runtime'));
    const set = [`electronDist=${folder}/runtime`, `directories.output=${folder}/dist`];
    await run(process.execPath, [builder, '--linux', 'dir', ...set.map((part) => `-c.${part}`)], {
      cwd: root,
      env: cleanEnv(),
    });
    packaged = join(folder, 'dist', unpackedFolder());
    // What is in the archive, and beside it what had to stay outside.
    files = listPackage(archive(), { isPack: false })
      .map((path) => path.slice(1))
      .filter((path) => statSync(join(extracted(), path)).isFile());
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('holds the runtime, the archive and the native packages, and nothing else', () => {
    expect(filesBelow(packaged)).toEqual(named(expected.beside));
  });

  test('has exactly the files of the build and of the native packages in its archive', () => {
    const fixed = files.filter((path) => !expected.hashed.test(path));
    expect(fixed.toSorted()).toEqual(named(expected.inside));
    const ours = files.filter((path) => path.startsWith('out/'));
    expect(ours.toSorted()).toEqual(staged.map((path) => `out/${path}`).toSorted());
    expect(statSync(archive()).size).toBeLessThan(expected.mostBytes);
  });

  test('tells nothing of how it is developed', () => {
    const description = JSON.parse(read('package.json')) as Record<string, unknown>;
    expect(description['main']).toBe('out/main/launch.js');
    expect(Object.keys(description)).not.toContain('devDependencies');
    for (const path of files.filter((name) => /\.(?:js|cjs|html|css)$/u.test(name))) {
      expect([path, /sourceMappingURL|\bvitest\b/u.exec(read(path))?.[0]]).toEqual([
        path,
        undefined,
      ]);
      // No path of the machine that it was made on.
      expect([path, read(path).includes(root)]).toEqual([path, false]);
    }
  });

  test('bundles known packages, each module once', () => {
    const modules = files.filter((path) => path.startsWith('out/main/')).flatMap(modulesOf);
    expect(modules.length).toBeGreaterThan(expected.bundledPackages.length);
    expect(modules.filter((path, index) => modules.indexOf(path) !== index)).toEqual([]);
    const packages = [...new Set(modules.map(packageOf))];
    const [nested, plain] = [true, false].map((is) =>
      packages.filter((name) => name.includes(' > ') === is).toSorted(),
    );
    expect(plain).toEqual([...expected.bundledPackages].toSorted());
    expect(nested).toEqual([...expected.secondVersions].toSorted());
  });

  test('brings along the licence of each package whose code is in it', () => {
    const text = readFileSync(join(packaged, 'resources/THIRD-PARTY-LICENCES.md'), 'utf8');
    const named = [...text.matchAll(/^## (\S+) - \S+ \((?<licence>[^)]+)\)$/gmu)];
    const packages = named.map(([, name]) => name);
    // Of the main process those that are known, and of the page what it cannot be without.
    for (const name of [...expected.bundledPackages, 'react', 'react-dom', 'zustand']) {
      expect(packages).toContain(name);
    }
    // A licence that is new here is to be read before it ships.
    const licences = new Set(named.map(({ groups }) => groups?.['licence'] ?? ''));
    expect(licences).toEqual(new Set(expected.licences));
    expect(text).toContain('Permission is hereby granted, free of charge');
  });

  test('has the fuses of its runtime set', async () => {
    const fuses = await getCurrentFuseWire(join(packaged, 'adjutant'));
    // As they stand in the binary: the digits nought and one.
    const [off, on] = [48, 49];
    const states = Object.entries({
      RunAsNode: off,
      EnableCookieEncryption: on,
      EnableNodeOptionsEnvironmentVariable: off,
      EnableNodeCliInspectArguments: off,
      EnableEmbeddedAsarIntegrityValidation: on,
      OnlyLoadAppFromAsar: on,
      GrantFileProtocolExtraPrivileges: off,
    } as const);
    for (const [name, state] of states) {
      const option = FuseV1Options[name as keyof typeof FuseV1Options];
      expect([name, fuses[option]]).toEqual([name, state]);
    }
  });

  test.each(['keytar', '@ngrok/ngrok'])('loads %s from beside its archive', async (name) => {
    const code = `console.log(Object.keys(require(process.argv[1])).length > 2)`;
    const { stdout } = await run(process.execPath, [
      '-e',
      code,
      join(extracted(), 'node_modules', name),
    ]);
    expect(stdout).toBe('true\n');
  });

  test.each([
    { what: 'prints what it can do', args: ['--help'], code: 0, out: /say TEXT/u, err: /^$/u },
    { what: 'says that nothing runs', args: ['status'], code: 3, out: /^$/u, err: line },
    { what: 'refuses what it does not know', args: ['frobnicate'], code: 2, out: /^$/u, err: line },
  ])('as a command $what, without any part of the desktop', async ({ args, code, out, err }) => {
    const ended = await command([...args, '--home', join(folder, 'nobody')]);
    expect(ended.code).toBe(code);
    expect(ended.out).toMatch(out);
    expect(ended.err).toMatch(err);
  });

  test('starts, serves its page and answers a command', async () => {
    const home = join(folder, 'home');
    const args = ['--home', home, '--rehearsal', '--hidden'];
    const app = new DesktopProcess(launch(), args, { ADJUTANT_KEYCHAIN: 'off' });
    try {
      await app.until('tray');
      const page = await app.do('fetch', 'app://adjutant/index.html');
      expect(page).toMatchObject({ status: 200, text: expect.stringContaining('assets/index-') });
      const { headers } = page as { readonly headers: Readonly<Record<string, string>> };
      expect(policyFaults(headers['content-security-policy'] ?? '')).toEqual([]);
      const status = await command(['status', '--json', '--home', home]);
      expect([status.code, status.err]).toEqual([0, '']);
      expect(JSON.parse(status.out)).toMatchObject({ paused: false });
      expect((await command(['quit', '--home', home])).code).toBe(0);
      expect(await app.exited).toBe(0);
    } finally {
      app.kill('SIGKILL');
    }
  });
});

function unpackedFolder(): string {
  const [found] = readdirSync(join(folder, 'dist')).filter((name) => name.endsWith('-unpacked'));
  if (found === undefined) throw new Error('nothing was packaged');
  return found;
}

function archive(): string {
  return join(packaged, 'resources/app.asar');
}

/** The archive's files where Node can read them, the native ones among them. */
function extracted(): string {
  const target = join(folder, 'app');
  try {
    statSync(target);
  } catch {
    extractAll(archive(), target);
  }
  return target;
}

function launch(): string {
  return join(extracted(), 'out/main/launch.js');
}

function read(path: string): string {
  return readFileSync(join(extracted(), path), 'utf8');
}

function filesBelow(where: string): string[] {
  return readdirSync(where, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(where.length + 1))
    .toSorted();
}

/** The bundler says above each module where it is from. */
function modulesOf(path: string): readonly string[] {
  return [...read(path).matchAll(/^\/\/ (?<module>node_modules\/\S+)$/gmu)].map(
    ({ groups }) => groups?.['module'] ?? '',
  );
}

function packageOf(path: string): string {
  const parts = path.split('node_modules/').slice(1);
  return parts.map((part) => part.split('/', part.startsWith('@') ? 2 : 1).join('/')).join(' > ');
}

/** The package's own code, started as its binary starts it, where importing the desktop would fail. */
async function command(args: readonly string[]) {
  const before = fileURLToPath(new URL('./packaged.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', before, launch(), ...args], {
    env: cleanEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}
