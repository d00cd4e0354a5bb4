import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';
import config from '../../playwright.config.ts';
import { RealApp } from '../e2e/fixture/real-app.ts';
import { percentiles } from './percentiles.ts';
import { StreamModel } from './stream-model.ts';
import type { Row } from './table.ts';
import { watchPage } from './window-watch.ts';
import { fillStore } from './window-store.ts';

const messages = 50_000;
/** No more than a window holds: what the same page takes without a long thread behind it. */
const fewMessages = 20;
const rounds = 30;
/** By then it is open for long. */
const settledMs = 700;
const scrolledFrames = 300;
/** In px with each frame: a hard flick, and the scroll bar dragged. */
const scrollSteps = { flick: 400, drag: 2_000 };
const stream = { perSecond: 200, seconds: 6 };
const root = new URL('../../', import.meta.url).pathname;

/** The window on a thread of 50,000 messages, in a real Chromium. */
export async function benchWindow(): Promise<readonly Row[]> {
  const floor = await onThread(fewMessages, openTimes);
  return onThread(messages, async (page) => [
    ...(await open(page, floor)),
    ...(await streaming(page)),
    ...(await scrolling(page, 'flick', atMost(50, 'p50'))),
    ...(await scrolling(page, 'drag', null)),
    ...(await search(page)),
    ...(await bundle(page)),
  ]);
}

/** The window of the built app, whose thread has so many messages. */
async function onThread<T>(count: number, measure: (page: Page) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-bench-'));
  const model = new StreamModel(stream);
  await fillStore(home, count, Date.now());
  const app = await RealApp.start({ home, port: 0, modelUrl: await model.open() });
  const browser = await chromium.launch({ ...config.use?.launchOptions });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript(watchPage);
    await page.goto(app.link);
    await page.locator('[data-message-id]').first().waitFor();
    page.setDefaultTimeout(20_000);
    return await measure(page);
  } finally {
    await browser.close();
    await app.stop();
    model.close();
    await rm(home, { recursive: true, force: true });
  }
}

async function open(page: Page, floor: readonly Opening[]): Promise<readonly Row[]> {
  const times = await openTimes(page);
  const name = `window: open, ${messages} messages`;
  return [
    {
      name: `${name}, our own part, beside ${fewMessages}`,
      ...percentiles(times.map(({ own }) => own)),
      floor: percentiles(floor.map(({ own }) => own)),
      goal: atMost(150, 'p95'),
    },
    {
      name: `${name}, from the navigation, beside ${fewMessages}`,
      ...percentiles(times.map(({ whole }) => whole)),
      floor: percentiles(floor.map(({ whole }) => whole)),
    },
  ];
}

/** In ms until the newest message is painted: from the navigation, and from the browser being ready for our scripts. */
type Opening = { readonly whole: number; readonly own: number };

async function openTimes(page: Page): Promise<readonly Opening[]> {
  const times: Opening[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    await page.reload();
    // Who asks the page while it opens takes a part of what is measured: some 10 ms of its thread.
    await delay(settledMs);
    const time = await page.evaluate(async () => {
      const whole = await window.watch.opened;
      return { whole, own: whole - window.watch.ready };
    });
    // The first round fills caches.
    if (round > 0) times.push(time);
  }
  return times;
}

async function streaming(page: Page): Promise<readonly Row[]> {
  const field = page.getByRole('textbox', { name: /^Message / });
  await field.fill('Tell me everything');
  await field.press('Enter');
  await page.locator('[data-delivery="sending"]').waitFor();
  await page.evaluate(() => window.watch.begin());
  const until = Date.now() + (stream.seconds - 2) * 1000;
  while (Date.now() < until) await page.keyboard.type('a', { delay: 30 });
  const { frames, keys } = await page.evaluate(() => window.watch.end());
  await page.locator('[data-delivery="sending"]').waitFor({ state: 'detached' });
  const name = `window: ${stream.perSecond} updates/s while typing`;
  return [
    { name: `${name}, frames`, ...percentiles(frames), floor: null },
    { name: `${name}, longest frame`, ...same(Math.max(...frames)), goal: atMost(50, 'p50') },
    { name: `${name}, key → paint`, ...percentiles(keys), floor: null, goal: atMost(16, 'p95') },
  ];
}

async function scrolling(
  page: Page,
  how: keyof typeof scrollSteps,
  goal: Row['goal'] | null,
): Promise<readonly Row[]> {
  await page.reload();
  await page.evaluate(() => window.watch.opened);
  const step = scrollSteps[how];
  const { frames, rows, seen } = await page.evaluate(
    ([count, px]) => window.watch.scroll(count, px),
    [scrolledFrames, step] as const,
  );
  const name = `window: scroll, ${step} px a frame`;
  return [
    { name: `${name}, frames`, ...percentiles(frames), floor: null },
    { name: `${name}, longest frame`, ...same(Math.max(...frames)), ...(goal && { goal }) },
    { name: `${name}, most rows at once`, ...same(rows), unit: 'rows', goal: atMost(100, 'p50') },
    { name: `${name}, messages passed`, ...same(seen), unit: '' },
  ];
}

async function search(page: Page): Promise<readonly Row[]> {
  const times: number[] = [];
  for (const words of [
    'landlord',
    'news deck',
    'oslo',
    'item 4',
    'thursday',
    'tax',
    'number 312',
  ]) {
    await page.keyboard.press('Control+f');
    await page.getByRole('searchbox').fill('');
    await page.getByRole('searchbox').pressSequentially(words.slice(0, -1));
    await page.locator('.found li').first().waitFor();
    await page.evaluate(() => window.watch.awaitResults());
    await page.keyboard.press(words.slice(-1));
    times.push(await page.evaluate(() => window.watch.results));
  }
  const name = `window: search, ${messages} messages, letter → results`;
  return [{ name, ...percentiles(times), floor: null, goal: atMost(100, 'p95') }];
}

async function bundle(page: Page): Promise<readonly Row[]> {
  const first = await page.evaluate(() => window.watch.loadedKb);
  const folder = `${root}out/renderer/assets`;
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (file) => (await stat(join(folder, file))).size),
  );
  const all = sizes.reduce((sum, size) => sum + size, 0) / 1000;
  return [
    { name: 'window: bundle, before the first paint', ...same(first), unit: 'kB' },
    { name: 'window: bundle, all', ...same(all), unit: 'kB' },
  ];
}

function same(value: number) {
  return { p50: value, p95: value, p99: value, floor: null };
}

function atMost(limit: number, which: 'p50' | 'p95'): NonNullable<Row['goal']> {
  const text = which === 'p95' ? `p95 ≤ ${limit} ms` : `≤ ${limit}`;
  return { text, holds: (measured) => measured[which] <= limit };
}
