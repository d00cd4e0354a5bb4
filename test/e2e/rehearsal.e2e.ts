import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { ModelServer } from './fixture/model-server.ts';
import { composer } from './fixture/page-test.ts';
import { RealApp } from './fixture/real-app.ts';
import { shoot } from './fixture/shoot.ts';
import { violationsOf } from './fixture/violations.ts';

// One app lives through all of it, with the keyboard alone.
test.describe.configure({ mode: 'serial' });

const caller = '+12025550123';
const story =
  'Once upon a time there was a very old clock in a tower. It had not rung for a hundred years. ' +
  'One winter a girl climbed all of the stairs to look at it, and she found a letter there.';
const slow = { timeout: 40_000 };

let home: string;
let model: ModelServer;
let app: RealApp;
let page: Page;
let complaints: string[];

test.beforeAll(async ({ browser }) => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-e2e-'));
  model = new ModelServer();
  app = await RealApp.start({ home, port: 0, modelUrl: await model.open() });
  const context = await browser.newContext({ viewport: { width: 400, height: 760 } });
  page = await context.newPage();
  complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
  await page.goto(app.link);
  await expect(composer(page)).toBeFocused();
});

test.afterAll(async () => {
  await page.context().close();
  await app.stop();
  await model.close();
  await rm(home, { recursive: true, force: true });
});

test.afterEach(() => {
  expect(complaints).toEqual([]);
});

const article = (text: string) => page.getByRole('article').filter({ hasText: text });
const panel = () => page.getByRole('region', { name: `Call with ${caller}` });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const tab = (name: string) => page.getByRole('tab', { name });
const fold = (name: string) => page.locator('summary').filter({ hasText: name });

test('a persona is changed and the same words tried again, with one key each', async () => {
  model.parts = ['Good day to you.'];
  await button('Practise').press('Enter');
  const voice = page.getByRole('textbox', { name: /^Practice voice message/ });
  await voice.fill('Say hello');
  await voice.press('Enter');
  await expect(article('Good day to you.')).toHaveAttribute('data-delivery', 'sent', slow);

  await tab('People').press('ArrowRight');
  await tab('Last answer').press('ArrowRight');
  const persona = page.getByRole('textbox', { name: 'Who the agent is and how it behaves' });
  await persona.fill('Be a pirate.');
  await persona.press('Enter');
  await expect(page.getByText('In use.')).toBeVisible();
  await expect(persona).toBeFocused();
  expect(await readFile(join(home, 'settings.json'), 'utf8')).toContain('Be a pirate.');

  model.parts = ['Ahoy.'];
  await tab('People').press('Enter');
  await button('Same words again').press('Enter');
  await expect(article('Ahoy.')).toHaveAttribute('data-delivery', 'sent', slow);
  expect(model.heard.at(-1)).toContain('Be a pirate.');
  expect(model.heard.at(0)).not.toContain('Be a pirate.');
  await tab('Persona').press('Enter');
  await button('Undo').press('Enter');
  await expect(persona).toHaveValue('');
});

test('a half-written persona stays while the window is made wider and the panel hidden', async () => {
  const persona = page.getByRole('textbox', { name: 'Who the agent is and how it behaves' });
  await persona.fill('Be a cowboy.');
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(persona).toHaveValue('Be a cowboy.');
  await button('Practise').press('Enter');
  await expect(persona).toBeHidden();
  await button('Practise').press('Enter');
  await fold('Persona').press('Enter');
  await expect(persona).toBeHidden();
  await fold('Persona').press('Enter');
  await page.setViewportSize({ width: 400, height: 760 });
  await expect(tab('Persona')).toHaveAttribute('aria-selected', 'true');
  await expect(persona).toHaveValue('Be a cowboy.');
  await persona.fill('');
});

test('the last answer is drawn as soon as it is out', async () => {
  await tab('Last answer').press('Enter');
  const parts = page.locator('.last-answer .waterfall li');
  await expect(parts.filter({ hasText: 'model asked' }).first()).toBeVisible();
  await shoot(page, 'rehearsal-answer');
  expect(await violationsOf(page)).toEqual([]);
});

/** What was done for the last answer is folded beneath it in a window that is opened later, too. */
async function showsStepsIn(later: Page): Promise<void> {
  await later.goto(new URL('/', app.link).href);
  const reply = later.getByRole('article').filter({ hasText: 'Noted: “the fault bites”' });
  await reply.getByText('1 step').click();
  await expect(reply.locator('.step-state')).toHaveText(/^done/);
  await later.close();
}

test('a fault is found by its words, and the built-in responder answers without a model', async () => {
  await tab('Faults').press('Enter');
  await page.getByRole('searchbox', { name: 'Find a fault' }).fill('model reached responder');
  const fault = page.getByRole('switch', { name: /^The model cannot be reached/ });
  await expect(page.getByRole('switch')).toHaveCount(1);
  await fault.press('Space');
  await expect(fault).toBeChecked();
  await shoot(page, 'rehearsal-fault');
  await composer(page).fill('note that the fault bites');
  await composer(page).press('Enter');
  await expect(article('Noted: “the fault bites”')).toBeVisible(slow);
  await expect(article('Noted: “the fault bites”').getByText('1 step')).toBeVisible();
  await showsStepsIn(await page.context().newPage());
  await button('Switch all off').press('Enter');
  await expect(fault).not.toBeChecked();
  await tab('People').press('Enter');
});

test('a practice call is answered, interrupted, noted and hung up', async () => {
  model.parts = [story];
  const words = page.getByRole('textbox', { name: 'Words of the caller' });
  await words.fill('Tell me a story');
  await words.press('Enter');
  await expect(panel().locator('.captions li[data-by="agent"]').last()).toContainText(
    'Once upon a time',
    slow,
  );
  await words.fill('Stop, that is enough');
  await button('Interrupt').press('Enter');
  await expect(panel().locator('.captions s').first()).toBeVisible(slow);
  await shoot(page, 'call-interrupted');
  expect(await violationsOf(page)).toEqual([]);

  const own = panel().getByRole('textbox', { name: 'Words to say or note' });
  await own.fill('Caller wants no stories');
  await panel().getByRole('button', { name: 'Note', exact: true }).press('Enter');
  await expect(article('Caller wants no stories')).toBeVisible(slow);
  await panel().getByRole('button', { name: 'Hang up' }).press('Enter');
  await expect(panel()).toHaveAttribute('data-state', 'over', slow);
  await expect(panel()).toBeFocused();
});

test('the dialler opens by a command and takes a name for its number', async () => {
  model.parts = ['Kept.'];
  await composer(page).fill('/dial');
  await composer(page).press('Enter');
  const number = page.getByRole('textbox', { name: 'Number' });
  await expect(number).toBeFocused();
  await page.keyboard.type('Nobody here');
  await expect(page.getByText('Nobody by this name has a number.')).toBeVisible();
  await shoot(page, 'dialler');
  expect(await violationsOf(page)).toEqual([]);
  await composer(page).fill('/dial +12025550101');
  await composer(page).press('Enter');
  await expect(number).toHaveValue('+12025550101');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Call with +12025550101' })).toBeVisible(slow);
});

test('how fast it answers is drawn over time, told in a table, and saved as a file', async () => {
  await composer(page).fill('/turns');
  await composer(page).press('Enter');
  const picture = page.getByRole('img', { name: /^In all: from the known words/ });
  await expect(picture).toBeVisible();
  await shoot(page, 'trends');
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('combobox', { name: 'Channel' }).selectOption('Phone');
  await fold('The same as a table').press('Enter');
  await expect(page.getByRole('cell').first()).toBeVisible();
  const saving = page.waitForEvent('download');
  await button('Save as a JSON file').press('Enter');
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('adjutant-turns.json');
  const turns = JSON.parse(await readFile(await saved.path(), 'utf8')) as unknown[];
  expect(turns[0]).toMatchObject({ channel: 'carbonvoice', callId: null });
});
