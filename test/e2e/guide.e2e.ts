import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { systemClock } from '../../main/base/clock.ts';
import { silentLogger } from '../../main/base/log.ts';
import type { PracticeCarbonVoice } from '../../main/rehearsal/practice-carbon-voice.ts';
import { openPracticeCarbonVoice } from '../../main/rehearsal/practice-carbon-voice.ts';
import { openPracticeVoipBin } from '../../main/rehearsal/practice-voip-bin.ts';
import type { PracticeVoipBin } from '../../main/rehearsal/practice-voip-bin.ts';
import { tabTo } from './fixture/keys.ts';
import { ModelServer } from './fixture/model-server.ts';
import { picture } from './fixture/picture.ts';
import { RealApp } from './fixture/real-app.ts';
import { violationsOf } from './fixture/violations.ts';

// One app and one page go through the guide from its beginning to its end, by keys alone.
test.describe.configure({ mode: 'serial' });

const over = new AbortController();
const model = new ModelServer();
let home: string;
let voice: PracticeCarbonVoice;
let phone: PracticeVoipBin;
let modelUrl: string;
let app: RealApp;
let page: Page;

test.beforeAll(async ({ browser }) => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-e2e-guide-'));
  const own = { clock: systemClock, log: silentLogger };
  voice = await openPracticeCarbonVoice({ dataDir: join(home, 'voice'), ...own }, over.signal);
  phone = await openPracticeVoipBin(own, over.signal);
  modelUrl = await model.open();
  model.parts = ['Yes.'];
  // The practice services stand where the real ones are; nothing else is set up.
  const settings = { 'carbonvoice.url': voice.url, 'voipbin.url': phone.url };
  await writeFile(join(home, 'settings.json'), JSON.stringify(settings));
  app = await RealApp.start({ home, port: 0, modelUrl: null, real: true });
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(app.link);
});

test.afterAll(async () => {
  await page.close();
  await app.stop();
  over.abort();
  await Promise.all([voice.close(), phone.close(), model.close()]);
  await rm(home, { recursive: true, force: true });
});

const guide = () => page.getByRole('region', { name: 'Set up Adjutant' });
const found = () => guide().getByRole('list', { name: 'Every hop on the way' });

async function press(name: string | RegExp): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

async function write(name: string, text: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

async function stepIs(title: string): Promise<void> {
  await expect(guide().getByRole('heading', { name: title, exact: true })).toBeFocused();
}

/** Pictures of a step, with what is meant in view. */
async function look(name: string, meant = guide()): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  await meant.scrollIntoViewIfNeeded();
  await picture(page, `guide-${name}-large-light`);
  await page.setViewportSize({ width: 360, height: 640 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await meant.scrollIntoViewIfNeeded();
  await picture(page, `guide-${name}-small-dark`);
  const sideways = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.querySelector('.view-body') ?? document.body;
    return scrollWidth - clientWidth;
  });
  expect(sideways, 'nothing reaches beyond the view').toBe(0);
  expect(await violationsOf(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 800 });
}

test('the guide opens by itself where nothing is set up, and says what it will do', async () => {
  await expect(guide()).toBeVisible();
  await expect(guide().getByRole('button', { name: 'Just try it' })).toBeVisible();
  await press('Begin');
  await stepIs('A model');
});

test('a model is tested with what was just set, before it is in use', async () => {
  await write('Address of the model', modelUrl);
  await write('Name of the model', 'practice');
  await expect(found()).toContainText('practice answers.');
  await press('Next');
  await stepIs('Carbon Voice: an agent account');
});

test('a wrong token is told with its layer and the next step, a right one with its account', async () => {
  await press(/^Set: Token of the agent account/u);
  await page.keyboard.type('cv_pat_wrong');
  await page.keyboard.press('Enter');
  await expect(found()).toContainText('not in order');
  await look('refused');
  await press(/^Replace: Token of the agent account/u);
  await page.keyboard.type(voice.pat);
  await page.keyboard.press('Enter');
  await expect(found()).toContainText('in order');
  await expect(guide()).not.toContainText(voice.pat);
  await press('Next');
  await stepIs('A public address');
});

test('what is not wanted is skipped; deliveries are registered by themselves', async () => {
  await press('Skip for now');
  await stepIs('Carbon Voice: deliveries');
  await expect(guide()).toContainText('Registered by itself at this address.');
  await expect(guide()).toContainText(`creator_id, ne, ${voice.agentId}`);
  await look('deliveries');
  await press(/^Skip for now|Next$/u);
  await stepIs('The phone: VoIPBIN');
});

test('the phone: account, events and number', async () => {
  await press(/^Set: VoIPBIN user/u);
  await page.keyboard.type(phone.username);
  await page.keyboard.press('Enter');
  await press(/^Set: VoIPBIN password/u);
  await page.keyboard.type(phone.password);
  await page.keyboard.press('Enter');
  await expect(found().getByRole('listitem').nth(1)).toContainText('in order');
  await look('access-key', guide().getByRole('button', { name: 'Make an access key' }));
  await press('Make an access key');
  await expect(guide()).toContainText('Made, and in use until');
  await expect(guide().getByRole('button', { name: 'Replace: VoIPBIN access key' })).toBeVisible();
  await expect(guide().getByRole('button', { name: 'Make an access key' })).toHaveCount(0);
  await expect(found().getByRole('listitem').nth(1)).toContainText('in order');
  await press('Next');
  await stepIs('Your number');
  await write('Your number', phone.number);
  await expect(found()).toContainText(phone.number);
  await press('Next');
  await stepIs('You');
  await press('Skip for now');
  await stepIs('The proof');
});

test('the proof draws each hop, after a restart in place, and a first real message', async () => {
  await press('Restart now');
  await expect(guide().getByRole('button', { name: 'Restart now' })).toHaveCount(0);
  await expect(guide().getByRole('heading', { name: 'The proof' })).toBeVisible();
  await expect(guide().getByText(/^Now send your agent/u)).toBeVisible();
  await guide().getByRole('button', { name: 'Look at every hop' }).press('Enter');
  await expect(found().getByRole('listitem').filter({ hasText: 'Model' })).toContainText(
    'practice answers.',
  );
  await expect(guide().getByText(/in order or not set up|not in order\.$/u)).toBeVisible();
  await voice.sendVoiceMessage({ text: 'Good morning' });
  await expect(guide()).toContainText('It arrived');
  await look('proof');
});

test('“Just try it” starts the rehearsal in place, and what is real is there again after it', async () => {
  const real = page.getByRole('article').filter({ hasText: 'Carbon Voice' });
  await expect(real).not.toHaveCount(0);
  await guide().getByRole('button', { name: 'Welcome: done' }).press('Enter');
  await guide().getByRole('button', { name: 'Just try it' }).press('Enter');
  await expect(page.getByText('Rehearsal: nothing here is real.')).toBeVisible();
  await expect(real).toHaveCount(0);
  await guide().getByRole('button', { name: 'End the rehearsal' }).press('Enter');
  await expect(page.getByText('Rehearsal: nothing here is real.')).toBeHidden();
  await expect(real).not.toHaveCount(0);
  await expect(guide().getByRole('button', { name: 'Just try it' })).toBeVisible();
});
