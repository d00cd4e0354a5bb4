import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
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

let home: string;
let model: ModelServer;
let app: RealApp;
let page: Page;
let complaints: string[];

test.beforeAll(async ({ browser }) => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-e2e-'));
  model = new ModelServer();
  app = await RealApp.start({ home, port: 0, modelUrl: await model.open() });
  const context = await browser.newContext({ viewport: { width: 400, height: 640 } });
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
const press = (key: string) => page.keyboard.press(key);
const type = (text: string) => page.keyboard.type(text);

test('Enter sends, Shift and Enter begin a new line', async () => {
  model.parts = ['Noted both.'];
  await type('The car needs oil.');
  await press('Shift+Enter');
  await type('The landlord waits.');
  await press('Enter');

  await expect(article('Noted both.')).toHaveAttribute('data-delivery', 'sent');
  await expect(article('The landlord waits.')).toContainText('The car needs oil.');
  await expect(composer(page)).toHaveValue('');
  await expect(composer(page)).toBeFocused();
});

test('up brings back what was written, down the draft', async () => {
  await type('Half a thought');
  await press('ArrowUp');
  await expect(composer(page)).toHaveValue('The car needs oil.\nThe landlord waits.');
  await expect(page.getByText('Down brings your draft back.')).toBeVisible();

  await press('ArrowDown');
  await expect(composer(page)).toHaveValue('Half a thought');

  model.parts = ['Both again.'];
  await press('ArrowUp');
  await press('Enter');
  await expect(article('Both again.')).toBeVisible();
  await expect(composer(page)).toHaveValue('Half a thought');
  await composer(page).fill('');
});

test('Escape stops an answer, which is kept as far as it came and marked', async () => {
  model.parts = ['Once upon a time', ' there was a very old clock.'];
  await type('Tell me a story');
  await press('Enter');
  const reply = article('Once upon a time');
  await expect(reply).toHaveAttribute('data-delivery', 'sending');
  await expect(page.getByRole('button', { name: 'Stop the answer' })).toBeVisible();
  await shoot(page, 'composer-streaming');

  await press('Escape');

  await expect(reply).toContainText('Stopped by the owner.');
  await expect(reply).toHaveAttribute('data-delivery', 'sent');
  await expect(page.getByRole('button', { name: 'Stop the answer' })).toBeHidden();
  await expect(composer(page)).toBeFocused();
  model.parts = ['Something short.'];
  await type('Shorter');
  await press('Enter');
  await expect(article('Something short.')).toHaveAttribute('data-delivery', 'sent');
  expect(await violationsOf(page)).toEqual([]);
});

test('a stroke lists the commands; the keyboard chooses, and Escape sends the list away', async () => {
  await type('/');
  const list = page.getByRole('listbox', { name: 'Commands' });
  await expect(list.getByRole('option', { name: /^\/remind/ })).toBeVisible();
  await expect(list.getByRole('option', { selected: true })).toHaveText(/^\/search/);
  const active = await composer(page).getAttribute('aria-activedescendant');
  await expect(list.getByRole('option', { selected: true })).toHaveAttribute('id', active ?? '');
  await shoot(page, 'composer-commands');
  expect(await violationsOf(page)).toEqual([]);
  await press('Escape');
  await expect(list).toBeHidden();
  await expect(composer(page)).toHaveValue('/');

  await type('rem');
  await press('Enter');
  await expect(composer(page)).toHaveValue('Remind me ');
  await composer(page).fill('/search oil');
  await press('Enter');
  await expect(page.getByRole('searchbox')).toHaveValue('oil');
  await press('Escape');
  await expect(composer(page)).toBeFocused();
  await expect(composer(page)).toHaveValue('');
});

test('files go with the message, also several at once; a hostile name stays a name', async () => {
  const names = ['Lease.txt', 'naïve \u202Etxt.exe', '<b>bold</b>.txt'];
  const files = names.map((name) => ({
    ...{ name, mimeType: 'text/plain', buffer: Buffer.from('The lease.') },
  }));
  await page.locator('input[type=file]').setInputFiles(files);
  const list = page.getByRole('list', { name: 'Files that go with the message' });
  await expect(list.getByRole('listitem')).toHaveCount(3);
  await expect(list.getByRole('progressbar')).toHaveCount(0);
  await shoot(page, 'composer-files');
  expect(await violationsOf(page)).toEqual([]);
  await page.getByRole('button', { name: 'Remove <b>bold</b>.txt' }).press('Enter');
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(composer(page)).toBeFocused();

  model.parts = ['Filed.'];
  await type('File these');
  await press('Enter');

  const cards = article('File these').getByRole('list', { name: 'Attachments' });
  await expect(cards.getByRole('listitem').first()).toContainText('Lease.txt');
  await expect(cards.getByRole('listitem').first()).toContainText('TXT · 10 bytes');
  await expect(article('File these')).not.toContainText('\u202E');
  await expect(list).toBeHidden();
  const kept = await keptFiles();
  expect(kept.map(([name]) => name)).toEqual(['1-Lease.txt', '2-naïve _txt.exe']);
  expect(kept[0]?.[1]).toBe('The lease.');
});

test('a picture that is pasted goes along; one that is too large is refused at once', async () => {
  await composer(page).evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['x'], 'shot.png', { type: 'image/png' }));
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  });
  await expect(page.getByText('shot.png, PNG, 1 byte')).toBeVisible();
  await page.evaluate(() => {
    const large = new File(['x'], 'film.mov');
    Object.defineProperty(large, 'size', { value: 100_000_001 });
    const event = new DragEvent('drop', { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'dataTransfer', { value: { types: ['Files'], files: [large] } });
    window.dispatchEvent(event);
  });
  await expect(page.getByText('It is larger than 100 MB.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeDisabled();
  await shoot(page, 'composer-refused');
  await page.getByRole('button', { name: 'Remove film.mov' }).press('Enter');
  model.parts = ['Seen.'];
  await composer(page).press('Enter');
  await expect(article('shot.png, PNG, 1 byte').first()).toBeVisible();
  await expect(article('Seen.')).toBeVisible();
});

/** Names and texts of what lies below the folder of the data. */
async function keptFiles(): Promise<readonly (readonly [string, string])[]> {
  const found = await readdir(home, { recursive: true, withFileTypes: true });
  const kept = found.filter((entry) => entry.isFile() && /[/\\]files[/\\]/u.test(entry.parentPath));
  const sorted = kept.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return Promise.all(
    sorted.map(
      async ({ name, parentPath }) =>
        [name, await readFile(join(parentPath, name), 'utf8')] as const,
    ),
  );
}
