import type { Page } from '@playwright/test';
import { grantedTalk } from './fixture/granted-talk.ts';
import { expect, test } from './fixture/page-test.ts';
import type { Scene } from './fixture/scene.ts';
import { snapshot } from './fixture/snapshots.ts';
import { violationsOf } from './fixture/violations.ts';

// As somebody who says no when the browser asks.
test.use({
  launchOptions: async ({ launchOptions }, use) => {
    const refusing = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream=deny'];
    await use({ ...launchOptions, args: [...(launchOptions.args ?? []), ...refusing] });
  },
});

/** Keeps what records from being loaded: resolves with null once it is asked for, and lets it come. */
async function holdRecorder(page: Page) {
  const asked = Promise.withResolvers<null>();
  const held = Promise.withResolvers<null>();
  await page.route(/open-talk-desk/u, async (route) => {
    asked.resolve(null);
    await held.promise;
    await route.continue();
  });
  return { asked: asked.promise, come: () => held.resolve(null) };
}

const granted = grantedTalk(1500);
/** How often a page said that it listens. */
const listened = ({ requests }: Scene) =>
  requests.filter(({ payload }) => (payload as { listening?: boolean }).listening === true).length;

test('a microphone is not opened for a place that is gone before what records is loaded', async ({
  page,
  show,
}) => {
  const { scene } = await show(snapshot({}));
  const url = { key: 'stt.url', value: '', source: 'default', fixedBy: null, waits: false };
  const answers = new Map<string, unknown>([
    ['settings:list', { settings: [{ ...url, problems: [] }], problems: [] }],
    ['secrets:list', { secrets: [], problem: null }],
  ]);
  scene.script = (name) =>
    answers.has(name) ? { ok: true, value: answers.get(name) } : granted(name);
  const recorder = await holdRecorder(page);
  const test = page.getByRole('button', { name: 'Say something' });
  await page.keyboard.press('Control+,');
  await test.click();
  await recorder.asked;
  await page.keyboard.press('Escape');
  await expect(test).toHaveCount(0);
  recorder.come();

  await page.keyboard.press('Control+,');
  await test.click();
  await expect(page.getByText(/The microphone is refused\. Allow it/u)).toBeVisible();
  expect(listened(scene)).toBe(1);
});

test('a window hidden between the press and what records being loaded opens no microphone', async ({
  page,
  show,
}) => {
  const { scene, server } = await show(snapshot({}));
  const heard = Promise.withResolvers<null>();
  scene.script = (name) => {
    if (name === 'talk:take') heard.resolve(null);
    return granted(name);
  };
  const recorder = await holdRecorder(page);
  await page.keyboard.press('Control+j');
  await recorder.asked;
  server.event('talk:halted', {});
  // Heard after the former; there is nothing to take.
  server.event('talk:pressed', { pageId: null });
  await heard.promise;
  recorder.come();
  await expect(page.getByText(/^Stopped listening, because/u)).toBeVisible();
  expect(listened(scene)).toBe(0);
});

test('a page out of sight takes no press until it is seen', async ({ page, show }) => {
  const { scene, server } = await show(snapshot({}));
  const seen = { is: false, whenTaken: [] as boolean[] };
  scene.script = (name) => {
    if (name === 'talk:take') {
      seen.whenTaken.push(seen.is);
      return { ok: true, value: { press: 'listen' } };
    }
    return granted(name);
  };
  const turn = (to: string) =>
    page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });
      document.dispatchEvent(new Event('visibilitychange'));
    }, to);
  await turn('hidden');
  server.event('talk:pressed', { pageId: null });
  // Heard after it.
  server.change({ type: 'paused-changed', paused: true });
  await expect(page.getByText(/^Paused\. Messages are received/u)).toBeVisible();
  seen.is = true;
  await turn('visible');
  await expect(page.getByText(/The microphone is refused\. Allow it/u)).toBeVisible();
  expect(seen.whenTaken).toEqual([true]);
});

test('a microphone that is refused is explained, and nothing goes on listening', async ({
  page,
  show,
}) => {
  const { scene } = await show(snapshot({}));
  scene.script = granted;
  await page.keyboard.press('Control+j');
  await expect(page.getByText(/The microphone is refused\. Allow it/u)).toBeVisible();
  await expect(page.getByText(/^Listening/u)).toBeHidden();
  const last = () => scene.requests.findLast(({ name }) => name === 'talk:listen')?.payload;
  // On its way while the page is drawn.
  await expect.poll(last).toMatchObject({ listening: false });
  expect(await violationsOf(page)).toEqual([]);
});

test('a press while the app cannot be reached does not end talking for good', async ({
  page,
  show,
  complaints,
}) => {
  const { scene } = await show(snapshot({}));
  scene.script = granted;
  await page.route(/open-talk-desk/u, (route) => route.abort());
  const failed = page.waitForEvent('requestfailed');
  await page.keyboard.press('Control+j');
  await failed;
  // The browser complains of what it could not load, and nothing else does.
  await expect.poll(() => complaints).toEqual([expect.stringContaining('Failed to load resource')]);
  complaints.length = 0;
  await page.unroute(/open-talk-desk/u);
  await page.keyboard.press('Control+j');
  await expect(page.getByText(/The microphone is refused\. Allow it/u)).toBeVisible();
});

test('an answer that cannot be read because the app was out of reach does not end reading for good', async ({
  page,
  show,
  complaints,
}) => {
  const { scene, server } = await show(snapshot({}));
  const pages: string[] = [];
  scene.script = (name, payload) => {
    if (name === 'talk:here') pages.push((payload as { pageId: string }).pageId);
    return name === 'talk:read' ? { ok: true, value: { type: 'end' } } : null;
  };
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect.poll(() => pages.length).toBeGreaterThan(0);
  const read = () => server.event('talk:reading', { pageId: pages[0], readingId: 'answer' });
  await page.route(/open-reader/u, (route) => route.abort());
  const failed = page.waitForEvent('requestfailed');
  read();
  await failed;
  await expect.poll(() => complaints).toEqual([expect.stringContaining('Failed to load resource')]);
  complaints.length = 0;
  await page.unroute(/open-reader/u);
  read();
  await expect.poll(() => scene.requests.some(({ name }) => name === 'talk:read')).toBe(true);
});
