import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../app/built-app.ts';
import { DesktopProcess, desktopScript } from '../../fakes/electron/desktop-process.ts';
import { systemBrowser } from '../../fakes/system-browser.ts';

/** The composer: the rehearsal has a field of its own. */
const field = `document.querySelector('textarea[aria-label="Message Adjutant"]')`;
const shortcut = 'CommandOrControl+Shift+Space';
const browser = systemBrowser(existsSync);
let home = '';
let desktop: DesktopProcess | null = null;

beforeAll(ensureBuilt);
afterAll(async () => {
  desktop?.kill('SIGKILL');
  await desktop?.exited;
  if (home !== '') rmSync(home, { recursive: true, force: true });
});

// Where there is no browser, the window's own tests say how to get one.
test.skipIf(browser === null)(
  'the built window runs in a real Chromium behind the preload script',
  async () => {
    home = mkdtempSync(join(tmpdir(), 'adjutant-'));
    const env = { ADJUTANT_KEYCHAIN: 'off', DOUBLE_BROWSER: browser ?? '' };
    const one = new DesktopProcess(desktopScript, ['--home', home, '--hidden', '--rehearsal'], env);
    desktop = one;
    const inPage = (expression: string) => one.do('in-page', expression);
    const until = (expression: string) =>
      inPage(`new Promise((done) => {
      const look = () => (${expression}) ? done(true) : setTimeout(look, 50);
      look();
    })`);
    await one.until('page-loaded');
    await until(`${field} !== null`);
    await inPage('document.activeElement.blur()');
    await one.do('press', shortcut);
    await until(`document.activeElement === ${field}`);
    await one.do('type', 'Note: milk.');
    await one.do('open-url', 'adjutant://compose?text=Call+Anna.');
    const button = (at: number) => `document.querySelectorAll('.linked-words button')[${at}]`;
    await until(`${button(0)} !== undefined`);
    // Beside the draft, and the focus stays: an Enter would send the owner's words and no others.
    expect(await inPage(`[${field}.value, document.activeElement === ${field}]`)).toEqual([
      'Note: milk.',
      true,
    ]);
    await inPage(`${button(0)}.click()`);
    await until(`${field}.value === 'Note: milk. Call Anna.' && ${button(0)} === undefined`);
    // Hidden for long, the window is really gone, and what was begun in it is not.
    await one.do('request', 'settings:change', { key: 'desktop.keepWindowMs', value: 0 });
    const [gone, anew] = [one.next('window-destroyed'), one.next('page-loaded')];
    await one.do('press', shortcut);
    await gone;
    await one.do('press', shortcut);
    await anew;
    await until(`${field}?.value === 'Note: milk. Call Anna.'`);
    expect(await inPage('Object.keys(adjutant)')).toEqual(['request', 'onEvent']);
    expect(one.all('page-error')).toEqual([]);
  },
);
