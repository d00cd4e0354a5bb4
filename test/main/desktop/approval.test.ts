import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../../app/built-app.ts';
import { until } from '../../app/until.ts';
import { systemBrowser } from '../../fakes/system-browser.ts';
import { startCarbonVoice } from '../../peers/carbon-voice/double.ts';
import { startModelServer } from '../../peers/model-server.ts';
import type { ModelServer } from '../../peers/model-server.ts';
import { ask, launchDesktop, temporaryHome, untilInPage } from './launch-desktop.ts';

const browser = systemBrowser(existsSync);
const letter = 'Hello, Anna.';
const card = `document.querySelector('.approvals')`;
const words = 'document.body.innerText';

type Banner = { readonly id: number; readonly title: string };

beforeAll(ensureBuilt);

/** The model asks to write the letter, and then says that it waits. */
async function startModel(): Promise<ModelServer> {
  const model = await startModelServer();
  model.words = () => ['It ', 'waits.'];
  const call = {
    name: 'send_carbon_voice_message',
    args: { to: 'conversation:c-anna', text: letter },
  };
  model.toolCall = ({ messages }) => (messages.at(-1)?.role === 'user' ? call : null);
  return model;
}

// Where there is no browser, the window's own tests say how to get one.
test.skipIf(browser === null)(
  'a yes in a notification does the action once, and ends the question in the page',
  async () => {
    await using service = await startCarbonVoice();
    await using model = await startModel();
    const desktop = launchDesktop(temporaryHome(), ['--hidden'], {
      ADJUTANT_CARBONVOICE_URL: service.url,
      ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
      ADJUTANT_LLM_URL: model.url,
      ADJUTANT_LLM_MODEL: 'small',
      DOUBLE_BROWSER: browser ?? '',
      // The one system whose notifications have buttons.
      DOUBLE_PLATFORM: 'darwin',
    });
    await desktop.until('page-loaded');
    await ask(desktop, 'message:send', { id: randomUUID(), text: 'Write to Anna.' });
    const banner = (await desktop.until(
      'notification',
      (look) => (look as Banner).title === 'Waits for your yes',
    )) as Banner;
    expect(banner).toMatchObject({
      body: expect.stringContaining(letter),
      actions: [{ text: 'Approve' }, { text: 'Deny' }],
    });
    await untilInPage(desktop, `${card}?.innerText.includes('Yes, do it')`);
    expect(desktop.all('badge')).toEqual([1]);
    const sent = () => service.sends.filter(({ transcript }) => transcript === letter);
    expect(sent()).toEqual([]);
    // Pressed twice: the second is no second yes, and only shows what became of the first.
    await desktop.do(`notification-${banner.id}`, 'action', 0);
    await desktop.do(`notification-${banner.id}`, 'action', 0);
    await desktop.until('visible');
    await untilInPage(desktop, `${card}?.innerText.includes('Approved by a notification. Done.')`);
    expect(await desktop.do('in-page', `${card}.innerText`)).not.toContain('Yes, do it');
    await untilInPage(desktop, `${words}.includes('Done, as you approved, by a notification')`);
    await until('the letter is out', () => sent().length > 0);
    await desktop.do('in-page', `${card}.querySelector('button').click()`);
    await untilInPage(desktop, `${card} === null`);
    expect(desktop.all('badge')).toEqual([1, 0]);
    expect(sent()).toMatchObject([{ conversationId: 'c-anna' }]);
    // There the keyboard is taken and given back with the window.
    await desktop.do('press', 'CommandOrControl+Shift+Space');
    await desktop.until('app-hidden');
    expect(desktop.all('app-focused')).toHaveLength(1);
    expect(desktop.all('page-error')).toEqual([]);
  },
);
