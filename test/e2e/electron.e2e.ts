import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { _electron as electron, expect, test } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { findElectron } from '../../build/start/electron-runtime.mjs';
import { composer } from './fixture/page-test.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const entry = join(root, 'out/main/desktop.js');
const program = findElectron({ root, env: process.env, platform: process.platform });
// Chromium's own sandbox does not work for root, as in most containers.
const switches = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

test.describe.configure({ mode: 'serial' });

let home = '';
let app: ElectronApplication;
let page: Page;

// What the double of the runtime shows everywhere (`test/main/desktop`) is shown here by the runtime itself.
test.beforeAll(async ({}, info) => {
  info.skip(program === null, 'There is no Electron runtime; `npm start` fetches it where it can.');
  home = await mkdtemp(join(tmpdir(), 'adjutant-e2e-electron-'));
  app = await electron.launch({
    executablePath: program ?? '',
    args: [...switches, entry, '--home', home, '--rehearsal', '--hidden'],
    env: ownEnv(),
  });
  page = await app.firstWindow();
});

test.afterAll(async () => {
  if (!home) return;
  await app.close().catch(() => 'it has ended already');
  await rm(home, { recursive: true, force: true });
});

/** Neither a keychain of whoever runs the tests, nor a variable that would make the runtime a plain Node. */
function ownEnv(): Record<string, string> {
  const { ELECTRON_RUN_AS_NODE: _, ...rest } = process.env;
  const kept = Object.entries(rest).filter((one): one is [string, string] => one[1] !== undefined);
  return { ...Object.fromEntries(kept), ADJUTANT_KEYCHAIN: 'off' };
}

function isShown(): Promise<boolean> {
  return app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().some((window) => window.isVisible()),
  );
}

test('it starts hidden, with a page that has two functions and no Node', async () => {
  await expect(composer(page)).toBeAttached();
  expect(await isShown()).toBe(false);
  const surface = await page.evaluate(() => [
    typeof Reflect.get(globalThis, 'require'),
    typeof Reflect.get(globalThis, 'process'),
    ...Object.keys(Reflect.get(globalThis, 'adjutant') as object).toSorted(),
  ]);
  expect(surface).toEqual(['undefined', 'undefined', 'onEvent', 'request']);
});

test('a second start shows the window of the first, with the focus in the composer', async () => {
  await promisify(execFile)(program ?? '', [...switches, entry, '--home', home, '--rehearsal'], {
    env: ownEnv(),
  });
  await expect.poll(isShown).toBe(true);
  await expect(composer(page)).toBeFocused();
});

test('what is written is answered', async () => {
  await composer(page).fill('note that the door is blue');
  await composer(page).press('Enter');
  await expect(page.getByRole('article').filter({ hasText: /noted/iu })).toBeVisible();
});

test('a quit ends it', async () => {
  const ended = app.waitForEvent('close');
  await app.evaluate(({ app: running }) => running.quit());
  await ended;
});
