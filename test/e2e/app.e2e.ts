import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { setLooking } from './fixture/looking.ts';
import { ModelServer } from './fixture/model-server.ts';
import { picture } from './fixture/picture.ts';
import { composer } from './fixture/page-test.ts';
import { RealApp } from './fixture/real-app.ts';

// One app lives through all scenes, as it does for its owner.
test.describe.configure({ mode: 'serial' });

let home: string;
let model: ModelServer;
let modelUrl: string;
let app: RealApp;
let page: Page;

test.beforeAll(async ({ browser }) => {
  home = await mkdtemp(join(tmpdir(), 'adjutant-e2e-'));
  model = new ModelServer();
  modelUrl = await model.open();
  app = await RealApp.start({ home, port: 0, modelUrl });
  const context = await browser.newContext({ viewport: { width: 400, height: 640 } });
  page = await context.newPage();
});

test.afterAll(async () => {
  await page.context().close();
  await app.stop();
  await model.close();
  await rm(home, { recursive: true, force: true });
});

function article(text: string) {
  return page.getByRole('article').filter({ hasText: text });
}

async function practise(text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: /^Practice voice message/ });
  if (!(await field.isVisible())) await page.getByRole('button', { name: 'Practise' }).click();
  await field.fill(text);
  await field.press('Enter');
  await expect(page.getByText(/^Sent\. Its transcript/)).toBeVisible();
}

test('the link of the ready line opens the window', async () => {
  await page.goto(app.link);
  await expect(composer(page)).toBeFocused();
  await expect(page.getByText('Rehearsal: nothing here is real.')).toBeVisible();
  await expect(page.getByText('Adjutant is ready when you are.')).toBeVisible();
  expect(page.url()).not.toContain('code');
});

test('a used link says so', async ({ browser }) => {
  const other = await browser.newPage();
  await other.goto(app.link);
  await expect(other.getByRole('heading', { name: /^This link was used/ })).toBeVisible();
  await expect(other.getByText('adjutant ui', { exact: true })).toBeVisible();
  await other.close();
});

test('a desktop message gets a reply that appears while it is written', async () => {
  model.parts = ['First **half**', ' and the second.'];
  await composer(page).fill('Tell me something');
  await composer(page).press('Enter');
  const reply = article('First half');
  await expect(reply).toHaveAttribute('data-delivery', 'sending');
  model.finish();
  await expect(reply).toContainText('First half and the second.');
  await expect(reply).toHaveAttribute('data-delivery', 'sent');
  await expect(page.locator('strong', { hasText: 'half' })).toBeVisible();
});

test('a second window shows the same while it happens, and can take over', async () => {
  const second = await page.context().newPage();
  await second.goto(new URL('/', app.link).href);
  const replyIn = (one: Page) => one.getByRole('article').filter({ hasText: 'Half of it' });
  model.parts = ['Half of it', ' and the rest.'];
  await composer(second).fill('Tell both of us');
  await composer(second).press('Enter');
  for (const one of [page, second]) {
    await expect(replyIn(one)).toHaveAttribute('data-delivery', 'sending');
  }
  model.finish();
  const texts = (one: Page) => one.getByRole('article').allTextContents();
  for (const one of [page, second]) {
    await expect(replyIn(one)).toContainText('Half of it and the rest.');
    await expect(replyIn(one)).toHaveAttribute('data-delivery', 'sent');
  }
  await expect.poll(() => texts(second)).toEqual(await texts(page));
  await second.close();
});

test('a practice voice message gets its reply in the same thread', async () => {
  model.parts = ['The bank is on the list.'];
  await practise('Remind me of the bank');
  const message = article('Remind me of the bank');
  await expect(message).toContainText('Carbon Voice');
  await expect(article('The bank is on the list.')).toHaveAttribute('data-delivery', 'sent');
  await expect(message).toHaveAttribute('data-delivery', 'handled');
});

test('what comes while paused is kept and answered after resuming', async () => {
  model.parts = ['Here I am again.'];
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText(/^Paused\. Messages are received/)).toBeVisible();
  await practise('Are you there');
  await expect(article('Are you there')).toContainText('Kept; answered after you resume');
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(article('Here I am again.')).toHaveAttribute('data-delivery', 'sent');
});

test('the window survives a restart of the app and shows the same thread', async () => {
  const { port } = app;
  await composer(page).fill('A draft');
  expect(await app.stop()).toBe(0);
  await expect(page.getByText(/^No connection to Adjutant/)).toBeVisible();
  app = await RealApp.start({ home, port, modelUrl });
  await expect(page.getByText('This page is not signed in.')).toBeVisible();
  await page.goto(app.link);
  await expect(article('First half and the second.')).toBeVisible();
  await expect(article('Here I am again.')).toHaveCount(1);
  await expect(composer(page)).toHaveValue('A draft');
  await picture(page, 'app-small');
});

test('what came while nobody looked is marked, also after a restart and in another browser', async ({
  browser,
}) => {
  model.parts = ['', 'It came too late for you.'];
  const asked = model.heard.length;
  await composer(page).fill('I am off');
  await composer(page).press('Enter');
  await expect.poll(() => model.heard.length).toBeGreaterThan(asked);
  await setLooking(page, false);
  model.finish();
  await expect(article('It came too late for you.')).toHaveAttribute('data-delivery', 'sent');
  await page.context().close();
  page = await (await browser.newContext()).newPage();
  expect(await app.stop()).toBe(0);
  app = await RealApp.start({ home, port: 0, modelUrl });
  await page.goto(app.link);
  await expect(page.getByRole('heading', { name: /^New since/ })).toHaveAccessibleName(
    'New since you were away: 1 message',
  );
  await expect(article('It came too late for you.')).toBeVisible();
});
