import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const from = fileURLToPath(new URL('peer/', import.meta.url));
/** Beside the build: nothing that looks through the sources comes across it. */
const folder = fileURLToPath(new URL('../../out/bench-peer/', import.meta.url));
const limitMs = 180_000;

/** The peer’s program with its packages, installed where it is not yet; `null` and why where it cannot be. */
export async function installPeer(): Promise<
  { readonly script: string } | { readonly script: null; readonly why: string }
> {
  await mkdir(folder, { recursive: true });
  const isThere = await isSame('package-lock.json').catch(() => false);
  for (const name of ['package.json', 'talk.mjs']) await copyFile(join(from, name), folder + name);
  const script = `${folder}talk.mjs`;
  if (isThere) return { script };
  process.stderr.write('[bench] installing the peer (300 MB, once) …\n');
  await copyFile(`${from}package-lock.json`, `${folder}npm-shrinkwrap.json`);
  const why = await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  if (why !== null) return { script: null, why };
  // Only now: an installation that was cut is begun anew.
  await copyFile(`${from}package-lock.json`, `${folder}package-lock.json`);
  return { script };
}

async function isSame(name: string): Promise<boolean> {
  const [ours, theirs] = await Promise.all([from, folder].map((at) => readFile(at + name, 'utf8')));
  return ours === theirs;
}

/** Null where it went well, else the last thing that npm said. */
function runNpm(args: readonly string[]): Promise<string | null> {
  const shell = process.platform === 'win32';
  const child = spawn(shell ? 'npm.cmd' : 'npm', args, {
    ...{ cwd: folder, shell, timeout: limitMs },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr?.on('data', (text: Buffer) => (told += text.toString('utf8')));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code) =>
      resolve(
        code === 0 ? null : (/npm error (?<why>.+)/u.exec(told)?.groups?.['why'] ?? 'npm failed'),
      ),
    );
  });
}
