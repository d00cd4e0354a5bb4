import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  failedLately,
  fetchElectron,
  probe,
  rememberFailure,
} from '../../../build/start/fetch-electron.mjs';

let root = '';
const closers: (() => void)[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fetch-'));
});
afterEach(() => {
  for (const close of closers.splice(0)) close();
  rmSync(root, { recursive: true });
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('the question whether the server is there', () => {
  test('is answered with the size', async () => {
    const url = await serve((_request, response) => {
      response.setHeader('content-length', '120');
      response.end();
    });
    expect(await probe(url)).toBe(120);
  });

  test('is no for a refusal, and within its limit for silence', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/absent') response.writeHead(404).end();
    });
    expect(await probe(`${url}absent`)).toBeNull();
    expect(await probe(`${url}silent`, 100)).toBeNull();
  });
});

describe('fetching', () => {
  const env = () => ({
    XDG_CACHE_HOME: join(root, 'cache'),
    electron_config_cache: join(root, 'cache'),
  });

  function putInstaller(code: string): void {
    const folder = join(root, 'node_modules/electron');
    mkdirSync(join(folder, 'dist'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"version":"45.0.0"}');
    writeFileSync(join(folder, 'install.js'), code);
  }

  test('runs the installer without secrets when the server is there', async () => {
    const mirror = await serve((_request, response) => response.end());
    putInstaller(`
      const fs = require('node:fs');
      if (process.env.ADJUTANT_LLM_KEY) process.exit(1);
      const name = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform] ?? 'electron';
      fs.mkdirSync(require('node:path').dirname(__dirname + '/dist/' + name), { recursive: true });
      fs.writeFileSync(__dirname + '/dist/' + name, '');`);
    const said: string[] = [];
    const result = await fetchElectron({
      root,
      env: { ...env(), ELECTRON_MIRROR: mirror, ADJUTANT_LLM_KEY: 'secret' },
      say: (text) => said.push(text),
    });
    expect(result).toEqual({ program: expect.stringContaining('dist') });
    expect(said).toEqual([expect.stringContaining('downloading')]);
  });

  test('ends with a reason when the server is not', async () => {
    putInstaller('process.exit(0)');
    const variables = { ...env(), ELECTRON_MIRROR: 'http://127.0.0.1:1/' };
    const result = await fetchElectron({ root, env: variables, say: () => {} });
    expect(result).toEqual({ why: 'no connection to 127.0.0.1:1' });
  });

  test('ends with a reason when the installer fails', async () => {
    putInstaller('process.exit(1)');
    const mirror = await serve((_request, response) => response.end());
    const variables = { ...env(), ELECTRON_MIRROR: mirror };
    const result = await fetchElectron({ root, env: variables, say: () => {} });
    expect(result).toEqual({ why: expect.stringMatching(/^the download from .* failed$/) });
  });

  test('is not tried while the server was silent lately', async () => {
    putInstaller('process.exit(0)');
    mkdirSync(dirname(join(root, 'node_modules/.cache/adjutant/x')), { recursive: true });
    rememberFailure(root);
    const variables = { ...env(), ELECTRON_MIRROR: 'http://127.0.0.1:1/' };
    const result = await fetchElectron({ root, env: variables, say: () => {} });
    expect(result).toEqual({ why: '127.0.0.1:1 was not reachable lately' });
    expect(failedLately(root, Date.now() + 3_600_001)).toBe(false);
  });
});
