import { chromium } from '@playwright/test';
import type { BrowserContext } from '@playwright/test';
import { onCommand, record } from './control.ts';
import { preloaded } from './preloaded.ts';
import type { LoadedPage, PageOptions } from './preloaded.ts';

/** Chromium knows no scheme `app:`, so the page lies at an address of the same shape that nobody else has. */
const standIn = 'https://adjutant.invalid';
const own = 'app://adjutant';
let browser: Promise<BrowserContext> | null = null;

/** One for all windows, as they have one session: what a page stores outlives its window. */
export function theBrowser(): Promise<BrowserContext> {
  browser ??= openBrowser();
  return browser;
}

/**
 * The window's page in a real Chromium: the built page, answered by the app's own protocol handler, with the bundled
 * preload script before it. Not proven by it: the sandbox, the isolation of the preload's world, and how a screen shows it.
 */
export async function openChromiumPage(options: PageOptions): Promise<LoadedPage> {
  const page = await (await theBrowser()).newPage();
  page.on('pageerror', ({ message }) => record('page-error', message));
  await page.exposeFunction('electronTell', record);
  await page.exposeFunction('electronInvoke', options.invoke);
  await page.addInitScript(preloaded(options.preload));
  await page.route(`${standIn}/**`, async (route) => {
    const answer = await options.answer(route.request().url().replace(standIn, own));
    const { status, headers } = answer;
    const body = Buffer.from(await answer.arrayBuffer());
    await route.fulfill({ status, headers: Object.fromEntries(headers), body });
  });
  onCommand('type', (text: string) => page.keyboard.type(text));
  // As in Electron, where a window that is destroyed while it loads fails to load.
  await page.goto(options.url.replace(own, standIn));
  return page;
}

async function openBrowser(): Promise<BrowserContext> {
  const executablePath = process.env['DOUBLE_BROWSER'] ?? '';
  // A microphone, say.
  const given = process.env['DOUBLE_SWITCHES']?.split(' ') ?? [];
  const args = ['--disable-gpu', ...given];
  // Its own sandbox does not work for root.
  const chromiumSandbox = process.getuid?.() !== 0;
  const launched = await chromium.launch({
    executablePath,
    chromiumSandbox,
    args,
  });
  return launched.newContext({ viewport: { width: 400, height: 640 } });
}
