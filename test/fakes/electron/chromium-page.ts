import { readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';
import type { BrowserContext, Page } from '@playwright/test';
import { onCommand, record } from './control.ts';

/** Chromium knows no scheme `app:`, so the page lies at an address of the same shape that nobody else has. */
const standIn = 'https://adjutant.invalid';
const own = 'app://adjutant';
/** One for all windows, as they have one session: what a page stores outlives its window. */
let browser: Promise<BrowserContext> | null = null;

export type ChromiumPageOptions = {
  readonly url: string;
  /** Path of the bundled preload script. */
  readonly preload: string;
  readonly answer: (url: string) => Promise<Response>;
  readonly invoke: (channel: string, args: unknown[]) => Promise<unknown>;
};

/**
 * The window's page in a real Chromium: the built page, answered by the app's own protocol handler, with the bundled
 * preload script before it. Not proven by it: the sandbox, the isolation of the preload's world, and how a screen shows it.
 */
export async function openChromiumPage(options: ChromiumPageOptions): Promise<Page> {
  browser ??= openBrowser();
  const page = await (await browser).newPage();
  page.on('pageerror', ({ message }) => record('page-error', message));
  await page.exposeBinding('electronInvoke', (_source, channel: string, given: unknown[]) =>
    options.invoke(channel, given),
  );
  await page.addInitScript(preloadIn(readFileSync(options.preload, 'utf8')));
  await page.route(`${standIn}/**`, async (route) => {
    const answer = await options.answer(route.request().url().replace(standIn, own));
    const headers = Object.fromEntries(answer.headers);
    await route.fulfill({
      ...{ status: answer.status, headers },
      body: Buffer.from(await answer.arrayBuffer()),
    });
  });
  onCommand('in-page', (expression: string) => page.evaluate(expression));
  onCommand('type', (text: string) => page.keyboard.type(text));
  // As in Electron, where a window that is destroyed while it loads fails to load.
  await page.goto(options.url.replace(own, standIn));
  return page;
}

/** What the page holds after its garbage is collected; `heapBytes` is of its scripts. */
export async function pageCounts(): Promise<Readonly<Record<string, number>>> {
  const context = await browser;
  const page = context?.pages().at(-1);
  if (!context || !page) throw new Error('no page');
  const session = await context.newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return { pages: context.pages().length, nodes, listeners: jsEventListeners, heapBytes: usedSize };
}

async function openBrowser(): Promise<BrowserContext> {
  const executablePath = process.env['DOUBLE_BROWSER'] ?? '';
  const args = process.getuid?.() === 0 ? ['--no-sandbox', '--disable-gpu'] : ['--disable-gpu'];
  const launched = await chromium.launch({ executablePath, args });
  return launched.newContext({ viewport: { width: 400, height: 640 } });
}

/** The preload script as a function of what Electron gives it, in front of every script of the page. */
function preloadIn(code: string): string {
  return `{
    const listeners = new Map();
    const ipcRenderer = {
      invoke: (channel, ...args) => electronInvoke(channel, args),
      on: (channel, listener) => {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
      },
      removeListener: (channel, listener) => {
        listeners.set(channel, (listeners.get(channel) ?? []).filter((one) => one !== listener));
      },
    };
    globalThis.electronEmit = (channel, args) => {
      for (const listener of listeners.get(channel) ?? []) listener({}, ...args);
    };
    const contextBridge = { exposeInMainWorld: (name, api) => { globalThis[name] = api; } };
    const require = () => ({ contextBridge, ipcRenderer });
    ((require, exports) => { ${code} })(require, {});
  }`;
}
