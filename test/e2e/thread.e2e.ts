import type { Locator, Page } from '@playwright/test';
import { longThread } from './fixture/looks.ts';
import { composer, expect, test } from './fixture/page-test.ts';
import type { PageServer } from './fixture/page-server.ts';
import { message, reply, snapshot } from './fixture/snapshots.ts';

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

test('earlier messages come above without moving what is read', async ({ page, show }) => {
  const { scene } = await show(longThread);
  scene.history = Array.from({ length: 120 }, (_, index) =>
    message({ id: String(500 + index), at: index * 60_000, text: `Long ago ${index}` }),
  );
  const thread = page.getByRole('region', { name: 'Thread' });
  await thread.focus();
  await page.keyboard.press('Home');
  const first = thread.getByText('Question 0:');
  await expect(first).toBeInViewport();
  const before = await first.boundingBox();
  await page.getByRole('button', { name: 'Load earlier messages' }).press('Enter');
  await expect(thread.getByText('Long ago 119')).toBeAttached();
  await expect.poll(async () => (await first.boundingBox())?.y).toBeCloseTo(before?.y ?? 0, -1);
  await expect(first).toBeInViewport();
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
