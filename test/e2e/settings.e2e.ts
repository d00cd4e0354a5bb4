import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { picture } from './fixture/picture.ts';
import { composer } from './fixture/page-test.ts';
import { RealApp } from './fixture/real-app.ts';
import { violationsOf } from './fixture/violations.ts';

// One app and one page live through all scenes, as they do for their owner.
test.describe.configure({ mode: 'serial' });

let home: string;
let app: RealApp;
let page: Page;

test.beforeAll(async ({ browser }) => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-e2e-settings-'));
  await writeFile(
    join(home, 'settings.json'),
    JSON.stringify({ phone: { maxCallMs: 'long', greeting: 'Good day.' }, colour: 'red' }),
  );
  // Nothing answers there, which is no matter here.
  app = await RealApp.start({ home, port: 0, modelUrl: 'http://127.0.0.1:9/v1', real: true });
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(app.link);
  await expect(composer(page)).toBeFocused();
});

test.afterAll(async () => {
  await page.close();
  await app.stop();
  await rm(home, { recursive: true, force: true });
});

const view = () => page.getByRole('region', { name: 'Settings', exact: true });
const setting = (title: string) =>
  view()
    .getByRole('listitem')
    .filter({ has: page.getByText(title, { exact: true }) });

async function file(): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(home, 'settings.json'), 'utf8')) as never;
}

/** Looked at by people, and by axe. */
async function look(name: string): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' });
  await picture(page, `${name}-large-light`);
  await page.setViewportSize({ width: 360, height: 640 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await picture(page, `${name}-small-dark`);
  const sideways = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.querySelector('.view-body') ?? document.body;
    return scrollWidth - clientWidth;
  });
  expect(sideways, 'nothing reaches beyond the view').toBe(0);
  expect(await violationsOf(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 800 });
}

test('the settings open by a key, with what was not taken at its key', async () => {
  await page.keyboard.press('Control+,');
  await expect(view().getByRole('searchbox')).toBeFocused();
  await expect(view().getByRole('alert')).toHaveText(/settings\.json: colour unknown setting/);
  await expect(setting('Longest call')).toContainText(
    'settings.json: must be a whole number from 1000 to 3600000 (milliseconds)',
  );
  await expect(setting('Greeting')).toContainText('changed');
  await look('settings');
});

test('what a variable fixes is shown only, and says so', async () => {
  const field = view().getByLabel('Address of the model', { exact: true });
  await expect(field).toBeDisabled();
  await expect(setting('Address of the model')).toContainText('Fixed by ADJUTANT_LLM_URL.');
});

test('a value that is not allowed is told while it is written, and not saved', async () => {
  await view().getByRole('searchbox').fill('at the same time');
  const field = view().getByLabel('Calls at the same time', { exact: true });
  await field.fill('99');
  await expect(setting('Calls at the same time')).toContainText(
    'Must be a whole number from 1 to 50.',
  );
  await field.press('Enter');
  await field.press('Escape');
  await expect(field).toHaveValue('3');
  expect(await file()).not.toHaveProperty('phone.maxConcurrentCalls');
});

test('a change is kept, undone by one press, and set back to the default', async () => {
  const field = view().getByLabel('Calls at the same time', { exact: true });
  await field.fill('5');
  await field.press('Enter');
  const row = setting('Calls at the same time');
  await expect(row).toContainText('Saved. It holds after a restart.');
  await expect(row).toContainText('changed');
  await expect.poll(file).toHaveProperty('phone.maxConcurrentCalls', 5);
  await row.getByRole('button', { name: 'Undo the change' }).click();
  await expect(field).toHaveValue('3');
  await expect(field).toBeFocused();

  await view().getByRole('searchbox').fill('greeting');
  const greeting = setting('Greeting');
  await greeting.getByRole('button', { name: 'Back to default: Greeting' }).click();
  await expect(view().getByLabel('Greeting', { exact: true })).toHaveValue(
    'Hello, how can I help you today?',
  );
  await greeting.getByRole('button', { name: 'Undo the change' }).click();
  await expect(view().getByLabel('Greeting', { exact: true })).toHaveValue('Good day.');
  await expect.poll(file).toHaveProperty('phone.greeting', 'Good day.');
});

test('an empty first sentence is asked about: a no leaves it, a yes leaves it out, an undo has it again', async () => {
  await view().getByRole('searchbox').fill('phone.disclosure');
  const title = 'First sentence of every call';
  const field = view().getByLabel(title, { exact: true });
  const row = setting(title);
  const usual = 'This is {name}, an AI assistant. This call is transcribed.';
  await field.fill('');
  await field.press('Control+Enter');
  const question = row.getByRole('alertdialog', { name: /Leave the first sentence/u });
  await expect(question).toContainText('not told that they speak with an AI');
  await expect(question.getByRole('button', { name: 'Keep it' })).toBeFocused();
  await look('settings-disclosure-asked');
  await page.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await expect(field).toBeFocused();
  await expect(field).toHaveValue(usual);
  expect(await file()).not.toHaveProperty('phone.disclosure');

  await field.fill('');
  await field.press('Control+Enter');
  await question.getByRole('button', { name: 'Yes, leave it out' }).click();
  await expect(row).toContainText('Left out with your yes');
  await expect(field).toHaveValue('');
  await expect(field).toBeFocused();
  await expect.poll(file).toHaveProperty('phone.disclosure', '');
  await look('settings-disclosure-out');

  await row.getByRole('button', { name: 'Undo the change' }).click();
  await expect(field).toHaveValue(usual);
  await expect(row).not.toContainText('Left out with your yes');
  await expect.poll(file).not.toHaveProperty('phone.disclosure');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('what was');
  await page.keyboard.press('Enter');
  const done = page.getByRole('region', { name: 'What was done' }).getByRole('listitem');
  await expect(done).toHaveCount(1);
  await expect(done).toContainText('Leave the first sentence of calls out: callers are not told');
  await expect(done).toContainText('allowed in the window, done · for you');
  await look('audit-yes');
  await page.keyboard.press('Control+,');
  await expect(view()).toBeVisible();
});

test('a rehearsal does not ask for a yes that would hold for real calls, and says why', async ({
  browser,
}) => {
  const practised = await mkdtemp(join(tmpdir(), 'adjutant-e2e-practised-'));
  const rehearsal = await RealApp.start({ home: practised, port: 0, modelUrl: null });
  const other = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    await other.goto(rehearsal.link);
    await expect(composer(other)).toBeFocused();
    await other.keyboard.press('Control+,');
    await other.getByRole('searchbox').fill('phone.disclosure');
    const field = other.getByLabel('First sentence of every call', { exact: true });
    await field.fill('');
    await field.press('Control+Enter');
    await expect(
      other.getByText(/In a rehearsal the first sentence of calls cannot be left out/u),
    ).toBeVisible();
    await expect(other.getByRole('alertdialog')).toHaveCount(0);
    expect(await violationsOf(other)).toEqual([]);
  } finally {
    await other.close();
    await rehearsal.stop();
    await rm(practised, { recursive: true, force: true });
  }
});

test('a secret goes in, is never shown, and its removal is undone', async () => {
  await view().getByRole('searchbox').fill('phone-pin');
  const row = setting('Your PIN on the phone');
  await row.getByRole('button', { name: 'Set: Your PIN on the phone' }).press('Enter');
  // What is refused stays where it was written.
  const tooLong = 'ä'.repeat(8000);
  await row.locator('input').fill(tooLong);
  await page.keyboard.press('Enter');
  await expect(row.getByRole('alert')).toBeVisible();
  await expect(row.locator('input')).toHaveValue(tooLong);
  // The form takes the focus once, not from whoever writes elsewhere.
  const search = view().getByRole('searchbox');
  await search.fill('phone-pi');
  await expect(search).toBeFocused();
  await page.keyboard.type('n');
  await expect(search).toHaveValue('phone-pin');
  await row.locator('input').fill('471147');
  await row.locator('input').press('Enter');
  await expect(row).toContainText('Kept for this run only.');
  await expect(row.getByText('set', { exact: true })).toBeVisible();
  expect(await page.content()).not.toContain('471147');
  await look('settings-secret');
  await row.getByRole('button', { name: 'Remove' }).click();
  await expect(row).toContainText('not set');
  await row.getByRole('button', { name: 'Undo the change' }).click();
  await expect(row.getByText('set', { exact: true })).toBeVisible();
});

test('a restart takes the changes, in place, and so does the next: the page comes back by itself', async () => {
  await view().getByRole('searchbox').fill('agent.name');
  const field = view().getByLabel('Name of the agent', { exact: true });
  for (const name of ['Grace', 'Ada']) {
    await field.fill(name);
    await field.press('Enter');
    await expect(view()).toContainText('One change holds after a restart.');
    await view().getByRole('button', { name: 'Restart now' }).click();
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
    await expect(view().getByRole('button', { name: 'Restart now' })).toHaveCount(0);
    await expect(field).toHaveValue(name);
  }
});

test('a key is recorded by pressing it, refused where it would be in the way, and left alone by Escape', async () => {
  await view().getByRole('searchbox').fill('desktop.pauseShortcut');
  const row = setting('Key that pauses and resumes');
  const record = row.getByRole('button', { name: 'Record: Key that pauses and resumes' });
  await expect(row).toContainText('Works in the desktop app.');
  await record.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('p');
  await expect(row).toContainText('P would be taken from every program');
  await page.keyboard.press('Escape');
  await expect(row).toContainText('Left as it was.');
  await expect(record).toBeFocused();
  await page.keyboard.press('Space');
  await page.keyboard.press('Control+Shift+Space');
  await expect(row).toContainText('is already one of the keys here');
  await page.keyboard.press('Space');
  await page.keyboard.press('Control+Alt+P');
  await expect(row.getByRole('textbox')).toHaveValue('CommandOrControl+Alt+P');
  await expect
    .poll(async () => (await file())['desktop'])
    .toEqual({
      pauseShortcut: 'CommandOrControl+Alt+P',
    });
  await look('settings-key');
});
