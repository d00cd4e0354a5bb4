import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, copyFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ensureBuilt } from '../../app/built-app.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const owner = fileURLToPath(new URL('./owner.ts', import.meta.url));
const program = Buffer.from('a newer program');

beforeAll(ensureBuilt);

/** A folder on a web server, as packaging writes one. */
async function openFeed(checksum: string) {
  const asked: string[] = [];
  const description = [
    'version: 2.0.0',
    'files:',
    '  - url: Adjutant-2.0.0.AppImage',
    `    sha512: ${checksum}`,
    `    size: ${program.length}`,
    'path: Adjutant-2.0.0.AppImage',
    `sha512: ${checksum}`,
    "releaseDate: '2026-11-28T00:00:00.000Z'",
  ].join('\n');
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    asked.push(path);
    if (path === '/latest-linux.yml') return void response.end(description);
    if (path === '/Adjutant-2.0.0.AppImage') return void response.end(program);
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** The updater of the bundle, run until it has told what is sought. */
async function live(feed: string, answer: 'yes' | 'no', until: RegExp) {
  const folder = mkdtempSync(join(tmpdir(), 'adjutant-updates-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  copyFileSync(join(root, 'build/package/app-update.yml'), join(folder, 'app-update.yml'));
  writeFileSync(join(folder, 'Adjutant.AppImage'), 'the program of now');
  const child = spawn(process.execPath, [owner, join(root, 'out/main'), feed, answer], {
    env: {
      PATH: process.env['PATH'],
      HOME: folder,
      XDG_CACHE_HOME: join(folder, 'cache'),
      UPDATES_FOLDER: folder,
      APPIMAGE: join(folder, 'Adjutant.AppImage'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    told += text;
    if (until.test(told)) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.once('close', resolve));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return { told, fetched: files.filter((name) => name.endsWith('2.0.0.AppImage')) };
}

const right = createHash('sha512').update(program).digest('base64');
const onLinux = process.platform === 'linux';

describe.runIf(onLinux)(`the built updater${onLinux ? '' : ' (its AppImage is for Linux)'}`, () => {
  test('asks its feed for a description, and without a yes for nothing else', async () => {
    const feed = await openFeed(right);
    const { told, fetched } = await live(feed.url, 'no', /never/u);
    expect(told).toBe('Adjutant 2.0.0 is there. Click to decide about it.\nasked\n');
    expect(feed.asked).toEqual(['/latest-linux.yml']);
    expect(fetched).toEqual([]);
  });

  test('fetches after a yes what has the checksum of its description', async () => {
    const feed = await openFeed(right);
    const { told, fetched } = await live(feed.url, 'yes', /when you quit|could not/u);
    expect(told).toContain('Adjutant 2.0.0 will be installed when you quit.');
    expect(feed.asked).toContain('/Adjutant-2.0.0.AppImage');
    expect(fetched).toHaveLength(1);
  });

  test('keeps nothing that has another one', async () => {
    const feed = await openFeed(createHash('sha512').update('other').digest('base64'));
    const { told, fetched } = await live(feed.url, 'yes', /when you quit|could not/u);
    expect(told).toContain('could not be fetched');
    expect(fetched).toEqual([]);
  });
});
