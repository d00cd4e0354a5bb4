import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { toWav } from '../../../renderer/talk/wav.ts';
import { ensureBuilt } from '../../app/built-app.ts';
import { until } from '../../app/until.ts';
import { systemBrowser } from '../../fakes/system-browser.ts';
import { said, SpeechServer } from '../../peers/speech/speech-server.ts';
import { ask, launchDesktop, temporaryHome, untilInPage } from './launch-desktop.ts';

const shortcut = 'CommandOrControl+Shift+Space';
const talkKey = 'CommandOrControl+Shift+J';
const browser = systemBrowser(existsSync);
const rate = 48_000;
const listens = `document.body.innerText.includes('Listening')`;

beforeAll(ensureBuilt);

/** Switches of a browser whose microphone hears two seconds of sound, and then nothing for six, again and again. */
function microphone(loudness = 0.4): string {
  const heard = new Float32Array(rate * 8).map((_, at) =>
    at < rate * 2 ? loudness * Math.sin((2 * Math.PI * 440 * at) / rate) : 0,
  );
  const file = join(temporaryHome(), 'speech.wav');
  writeFileSync(file, toWav(heard, rate));
  const fake = '--use-fake-device-for-media-stream --use-fake-ui-for-media-stream';
  return `${fake} --use-file-for-fake-audio-capture=${file}`;
}

// Where there is no browser, the window's own tests say how to get one.
test.skipIf(browser === null)(
  'the first press of the key shows the window and listens, the second hides it and stops',
  async () => {
    const server = new SpeechServer();
    server.answer = (call) => (call === 1 ? { status: 500, body: '' } : said('Note: milk.'));
    const desktop = launchDesktop(temporaryHome(), ['--hidden'], {
      ADJUTANT_STT_URL: await server.open(),
      ADJUTANT_STT_MODEL: 'tiny',
      // A busy machine needs its time to press a key before a recording ends by itself.
      ADJUTANT_STT_SILENCE_MS: '5000',
      DOUBLE_BROWSER: browser ?? '',
      DOUBLE_SWITCHES: microphone(),
    });
    await desktop.until('page-loaded');
    const keys = { toggle: 'unseen', talk: 'unseen', pause: 'none' };
    expect(await ask(desktop, 'desktop:view', {})).toMatchObject({ desktop: { keys } });
    expect(await desktop.do('in-page', listens)).toBe(false);

    await desktop.do('press', shortcut);
    await untilInPage(desktop, listens);
    expect(desktop.all('visible')).toEqual([true]);
    await desktop.until('tooltip', (text) => text === 'Adjutant listens');
    const pressed = { desktop: { keys: { ...keys, toggle: 'works' } } };
    expect(await ask(desktop, 'desktop:view', {})).toMatchObject(pressed);
    await desktop.do('press', shortcut);
    await untilInPage(desktop, `!${listens}`);
    expect(desktop.all('visible')).toEqual([true, false]);
    await until('the tray is at rest', () => desktop.all('tooltip').at(-1) === 'Adjutant is ready');
    expect(server.heard).toEqual([]);

    await desktop.do('press', shortcut);
    const again = `[...document.querySelectorAll('button')].find((one) => one.innerText === 'Try again')`;
    await untilInPage(desktop, again);
    // What was said is not lost to who looks away and back.
    for (let times = 0; times < 2; times += 1) await desktop.do('press', shortcut);
    // Answered after what the page asked when it was shown.
    await ask(desktop, 'talk:ways', {});
    await desktop.do('in-page', `${again}.click()`);
    await untilInPage(desktop, `document.body.innerText.includes('Noted: “milk')`);
    expect(server.heard).toHaveLength(2);
    await desktop.do('press', talkKey);
    await untilInPage(desktop, listens);
    expect(await ask(desktop, 'desktop:view', {})).toMatchObject({
      desktop: { keys: { toggle: 'works', talk: 'works' } },
    });
    expect(desktop.all('page-error')).toEqual([]);
    await server.close();
  },
);

test.skipIf(browser === null)('who types instead of speaking is not listened to', async () => {
  const desktop = launchDesktop(temporaryHome(), ['--hidden', '--rehearsal'], {
    ADJUTANT_STT_URL: 'http://127.0.0.1:9/v1',
    DOUBLE_BROWSER: browser ?? '',
    DOUBLE_SWITCHES: microphone(0),
  });
  await desktop.until('page-loaded');
  await desktop.do('press', shortcut);
  await untilInPage(desktop, listens);
  await desktop.do('type', 'N');
  await untilInPage(desktop, `!(${listens})`);
  await desktop.do('type', 'ote');
  expect(await desktop.do('in-page', 'document.activeElement.value')).toBe('Note');
  // Nobody asked for it, and nothing was said.
  expect(await desktop.do('in-page', 'document.body.innerText')).not.toContain('Cancelled');
  // Also in a page that is only made for it.
  await ask(desktop, 'settings:change', { key: 'desktop.keepWindowMs', value: 0 });
  const [gone, anew] = [desktop.next('window-destroyed'), desktop.next('page-loaded')];
  await desktop.do('press', shortcut);
  await gone;
  await desktop.do('press', shortcut);
  await anew;
  await untilInPage(desktop, listens);
});

test.each([
  ['the tray', 'true', ['choose', 'toggle']],
  ['a key that is only to show the window', 'false', ['press', shortcut]],
] as const)('%s shows the window without listening', async (_what, wanted, [does, which]) => {
  const desktop = launchDesktop(temporaryHome(), ['--hidden'], {
    ADJUTANT_STT_URL: 'http://127.0.0.1:9/v1',
    ADJUTANT_STT_LISTEN_ON_TOGGLE: wanted,
  });
  await desktop.until('page-loaded');
  await desktop.do(does, which);
  const names = () =>
    desktop.all('page-event').map((event) => (event as { readonly name: string }).name);
  await until('the page is shown', () => names().includes('window:shown'));
  // Told after what the first one did, if it did anything.
  await desktop.do('press', talkKey);
  await until('the key of talking', () => names().includes('talk:pressed'));
  expect(names().filter((name) => name === 'talk:pressed')).toHaveLength(1);
});

test('a window that is taken back while it is made does not listen', async () => {
  const desktop = launchDesktop(temporaryHome(), ['--hidden'], {
    ADJUTANT_STT_URL: 'http://127.0.0.1:9/v1',
    ADJUTANT_DESKTOP_KEEP_WINDOW_MS: '0',
  });
  await desktop.until('window-destroyed');
  const loaded = desktop.next('page-loaded');
  await Promise.all([desktop.do('press', shortcut), desktop.do('press', shortcut)]);
  await loaded;
  // As every page does that begins.
  const pageId = '6ad6d5ab-91a0-4a8f-9fd3-8e23b4b4a9d1';
  expect(await ask(desktop, 'talk:take', { pageId })).toEqual({ press: null });
  expect(desktop.all('visible')).toEqual([]);
});
