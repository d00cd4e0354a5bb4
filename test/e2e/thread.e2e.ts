import type { Locator, Page } from '@playwright/test';
import { longThread } from './fixture/looks.ts';
import { setLooking } from './fixture/looking.ts';
import { picture } from './fixture/picture.ts';
import { composer, expect, test } from './fixture/page-test.ts';
import type { Snapshot } from '../../shared/ipc-contract.ts';
import type { Opened } from './fixture/page-test.ts';
import type { PageServer } from './fixture/page-server.ts';
import { message, reply, snapshot } from './fixture/snapshots.ts';
import { violationsOf } from './fixture/violations.ts';

test.use({ viewport: { width: 400, height: 640 } });

const now = Date.UTC(2026, 10, 21, 8, 0);

function fromEnd(thread: Locator): Promise<number> {
  return thread.evaluate((element) =>
    Math.round(element.scrollHeight - element.clientHeight - element.scrollTop),
  );
}

test('a reply grows in place, stays in view, and is read out once it is whole', async ({
  page,
  show,
}) => {
  const { server } = await show(longThread);
  const thread = page.getByRole('region', { name: 'Thread' });
  expect(await fromEnd(thread)).toBe(0);
  const growing = reply({ id: '9999', at: now, text: 'Here it comes', delivery: 'sending' });
  server.change({ type: 'message-saved', message: growing });
  for (let line = 0; line < 30; line += 1) {
    server.change({ type: 'reply-grown', messageId: '9999', text: `\n\nline ${line}` });
  }
  await expect(thread.getByText('line 29')).toBeInViewport();
  expect(await fromEnd(thread)).toBe(0);
  const said = page.locator('.thread-news');
  await expect(said).toBeEmpty();
  server.change({
    type: 'message-saved',
    message: { ...growing, text: 'Here it is.', delivery: 'sent' },
  });
  await expect(said).toHaveText('Adjutant: Here it is.');
});

test('a reader far up is left in peace and finds the way back', async ({ page, show }) => {
  const { server } = await show(longThread);
  const thread = page.getByRole('region', { name: 'Thread' });
  await thread.hover();
  await page.mouse.wheel(0, -1500);
  const jump = page.getByRole('button', { name: 'Jump to latest' });
  await expect(jump).toBeVisible();
  const place = await thread.evaluate((element) => element.scrollTop);
  server.change({ type: 'message-saved', message: reply({ id: '9998', at: now, text: 'News' }) });
  await page.getByRole('button', { name: '1 new message' }).click();
  await expect(thread.getByText('News')).toBeInViewport();
  expect(await fromEnd(thread)).toBe(0);
  expect(place).toBeLessThan(await thread.evaluate((element) => element.scrollTop));
  await expect(jump).toBeHidden();
});

/** A long thread behind the one that is shown. */
async function showHistory(show: (snapshot: Snapshot) => Promise<Opened>, count: number) {
  const opened = await show({ ...longThread, hasOlder: true });
  opened.scene.history = Array.from({ length: count }, (_, index) =>
    message({
      id: String(10_000 + index).slice(1),
      at: index * 60_000,
      text: `Long ago ${index}.`,
    }),
  );
  return opened;
}

/** How many rows are drawn, however many there are. */
function drawn(thread: Locator): Promise<number> {
  return thread.getByRole('listitem').count();
}

test('earlier messages come above without moving what is read, by themselves or by hand', async ({
  page,
  show,
}) => {
  const { scene } = await showHistory(show, 1_000);
  const thread = page.getByRole('region', { name: 'Thread' });
  const error = { code: 'X', message: 'The disk is busy.', remedy: '', retryable: true };
  scene.script = (name) => (name === 'thread:page' ? { ok: false, error } : null);
  await thread.evaluate((element) => (element.scrollTop = 0));
  await expect(thread.getByRole('alert')).toHaveText('Earlier messages could not be loaded.');
  const first = thread.getByText('Question 0:');
  await expect(first).toBeInViewport();
  // It comes into view with the focus.
  await thread.getByRole('button', { name: 'Load earlier messages' }).focus();
  const before = await boxAtRest(first);
  scene.script = () => null;
  await page.keyboard.press('Enter');
  await expect(thread.getByText('Long ago 999.')).toBeAttached();
  await expect.poll(async () => (await first.boundingBox())?.y).toBeCloseTo(before?.y ?? 0, -1);
  // Within reach of the upper edge the next page comes, each time.
  for (const known of ['Long ago 900.', 'Long ago 800.', 'Long ago 700.', 'Long ago 600.']) {
    await thread.evaluate((element) => (element.scrollTop = 0));
    await expect(thread.getByText(known)).toBeInViewport();
    await expect.poll(() => thread.evaluate((element) => element.scrollTop)).toBeGreaterThan(2_000);
    await expect(thread.getByText(known)).toBeInViewport();
  }
  expect(await drawn(thread)).toBeLessThan(60);
});

test('the keys of beginning and end mean those of the whole thread', async ({ page, show }) => {
  const { scene } = await showHistory(show, 2_000);
  const thread = page.getByRole('region', { name: 'Thread' });
  await thread.focus();
  await page.keyboard.press('Home');
  await expect(thread.getByText('Long ago 0.')).toBeInViewport();
  await expect(thread.getByText('Long ago 0.')).toBeVisible();
  expect(await thread.evaluate((element) => element.scrollTop)).toBe(0);
  // A page on, and on, by keys alone.
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('PageDown');
  await expect.poll(() => thread.evaluate((element) => element.scrollTop)).toBeGreaterThan(800);
  expect(scene.requests.filter(({ name }) => name === 'thread:page')).toEqual([]);
  await page.keyboard.press('End');
  await expect.poll(() => fromEnd(thread)).toBe(0);
  await expect(thread.getByText('Answer 199:')).toBeAttached();
  expect(await drawn(thread)).toBeLessThan(60);
});

test('what was found far up is shown at once, and reading on leads back to the end', async ({
  page,
  show,
}) => {
  const { scene, server } = await showHistory(show, 400);
  const thread = page.getByRole('region', { name: 'Thread' });
  const found = { message: scene.history[150], snippet: '[Long] ago' };
  scene.script = (name) =>
    name === 'thread:search' ? { ok: true, value: { found: [found] } } : null;
  await page.keyboard.press('Control+f');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('long');
  await page.getByRole('button', { name: /Long ago/ }).click();
  const row = thread.locator('[data-message-id="0150"]');
  await expect(row).toBeFocused();
  await expect(row).toBeInViewport();
  server.change({ type: 'message-saved', message: reply({ id: '9998', at: now, text: 'News' }) });
  await expect(page.getByRole('button', { name: '1 new message' })).toBeVisible();
  await expect(row).toBeInViewport();
  await expect
    .poll(async () => {
      await thread.evaluate((element) => (element.scrollTop = element.scrollHeight));
      return thread.getByText('News').count();
    })
    .toBe(1);
  await expect.poll(() => fromEnd(thread)).toBe(0);
});

test('what is typed into a row stays when the row is scrolled out of view', async ({
  page,
  show,
}) => {
  const failed = reply({
    ...{ id: '0000', at: 1, channel: 'carbonvoice', text: 'Hello', delivery: 'failed' },
    reason: 'No such conversation.',
  });
  await show({ ...longThread, messages: [failed, ...longThread.messages] });
  const thread = page.getByRole('region', { name: 'Thread' });
  await thread.focus();
  await page.keyboard.press('Home');
  await thread.getByRole('button', { name: 'In other words' }).click();
  await page.keyboard.press('End');
  await page.keyboard.type(' again');
  await thread.evaluate((element) => (element.scrollTop = element.scrollHeight));
  await expect(page.getByRole('button', { name: 'Jump to latest' })).toBeHidden();
  await page.keyboard.type(', please');
  await expect(thread.getByRole('textbox', { name: 'Other words' })).toHaveValue(
    'Hello again, please',
  );
});

test('what came while nobody looked is marked, stays in sight, and goes once it was looked at', async ({
  page,
  show,
}) => {
  await page.clock.install();
  const { server } = await show(longThread);
  const thread = page.getByRole('region', { name: 'Thread' });
  const mark = thread.getByRole('heading', { name: /^New since you were away/ });
  const come = (id: number): void =>
    server.change({
      type: 'message-saved',
      message: reply({ id: String(id), at: now + id, text: `News ${id}` }),
    });
  come(9_000);
  await expect(thread.getByText('News 9000')).toBeInViewport();
  await expect(mark).toHaveCount(0);
  await setLooking(page, false);
  for (let id = 9_001; id <= 9_002; id += 1) come(id);
  await expect(mark).toHaveAccessibleName('New since you were away: 2 messages');
  await picture(page, 'new-mark-small-light');
  expect(await violationsOf(page)).toEqual([]);
  for (let id = 9_003; id <= 9_040; id += 1) come(id);
  await expect(page.getByRole('button', { name: '40 new messages' })).toBeVisible();
  await expect(mark).toBeInViewport();
  await setLooking(page, true);
  await page.reload();
  await expect(mark).toHaveAccessibleName('New since you were away: 40 messages');
  await expect(mark).toBeInViewport();
  await thread.focus();
  await page.keyboard.press('End');
  await expect.poll(() => fromEnd(thread)).toBe(0);
  await page.clock.fastForward(2_500);
  await setLooking(page, false);
  come(9_041);
  await expect(mark).toHaveAccessibleName('New since you were away: 1 message');
  const later = await page.context().newPage();
  await later.goto(page.url());
  await expect(later.getByRole('heading', { name: /^New since you/ })).toHaveAccessibleName(
    'New since you were away: 1 message',
  );
  await later.close();
});

test('words that were never heard are marked', async ({ page, show }) => {
  await show(
    snapshot({
      messages: [
        reply({ id: '1', channel: 'phone', text: 'I will call you back.', heard: 'I will' }),
      ],
    }),
  );
  await expect(page.locator('s')).toHaveText(' call you back.');
  await expect(page.getByText('Interrupted here; the rest was not heard.')).toBeVisible();
});

test('thousands of messages do not make typing slow while a reply streams', async ({
  page,
  show,
}) => {
  const wait = async (count: number): Promise<number> => {
    const messages = Array.from({ length: count }, (_, index) =>
      reply({
        id: String(10_000 + index),
        at: now + index * 60_000,
        text: `Item **${index}** done.`,
      }),
    );
    const { server } = await show(snapshot({ messages }));
    return typingWait(page, server);
  };

  const few = await wait(20);

  // A hundred times as many; were all of them drawn anew for each word, so would it take.
  expect((await wait(2_000)) / few).toBeLessThan(10);
});

/** From a key to the frame that shows it while a reply grows, the median in milliseconds; to be compared, not judged. */
async function typingWait(page: Page, server: PageServer): Promise<number> {
  const last = reply({ id: '99999', at: now + 3_000 * 60_000, text: 'S', delivery: 'sending' });
  server.change({ type: 'message-saved', message: last });
  await page.evaluate(() => {
    const waits: number[] = [];
    Object.assign(window, { waits });
    document.addEventListener('input', (event) => {
      requestAnimationFrame(() => waits.push(performance.now() - event.timeStamp));
    });
  });
  for (let index = 0; index < 20; index += 1) {
    server.change({ type: 'reply-grown', messageId: '99999', text: ' more' });
    await composer(page).press('a');
  }
  const waits = await page.evaluate(() => (window as unknown as { waits: number[] }).waits);
  return waits.toSorted((a, b) => a - b)[Math.floor(waits.length / 2)] ?? 0;
}

/** Where it is once it stands still. */
async function boxAtRest(locator: Locator): ReturnType<Locator['boundingBox']> {
  for (let former: number | undefined; ;) {
    const box = await locator.boundingBox();
    if (box && box.y === former) return box;
    former = box?.y;
    await locator.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
  }
}
