import { existsSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../app/built-app.ts';
import { systemBrowser } from '../../fakes/system-browser.ts';
import { launchDesktop, temporaryHome, untilInPage } from './launch-desktop.ts';

/** The composer: the rehearsal has a field of its own. */
const field = `document.querySelector('textarea[aria-label="Message Adjutant"]')`;
const shortcut = 'CommandOrControl+Shift+Space';
const browser = systemBrowser(existsSync);

beforeAll(ensureBuilt);

// Where there is no browser, the window's own tests say how to get one.
test.skipIf(browser === null)(
  'the built window runs in a real Chromium behind the preload script',
  async () => {
    const env = { DOUBLE_BROWSER: browser ?? '' };
    const one = launchDesktop(temporaryHome(), ['--hidden', '--rehearsal'], env);
    const inPage = (expression: string) => one.do('in-page', expression);
    const until = (expression: string) => untilInPage(one, expression);
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
