import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DesktopProcess, desktopScript } from '../app/desktop-process.ts';
import { systemBrowser } from '../fakes/system-browser.ts';
import { percentiles } from './percentiles.ts';
import type { Row } from './table.ts';

const starts = 5;
const toggles = 60;
const remakes = 10;
const bareEntry = fileURLToPath(
  new URL('../fakes/electron/programs/bare-window.ts', import.meta.url),
);
const shortcut = 'CommandOrControl+Shift+Space';
const composer = `document.querySelector('textarea[aria-label="Message Adjutant"]')`;
/** Resolves after the first frame in which something of the page is seen. */
const painted = `new Promise((done) => new PerformanceObserver((list) => {
  if (list.getEntriesByName('first-contentful-paint').length > 0) done(true);
}).observe({ type: 'paint', buffered: true }))`;
/** Resolves in the frame after the composer has the focus. */
const focused = `new Promise((done) => {
  const look = () => document.activeElement === ${composer} && ${composer} !== null
    ? requestAnimationFrame(() => done(true)) : requestAnimationFrame(look);
  look();
})`;

/** The built desktop app on the double of Electron, whose window is a page of a real Chromium. */
export async function benchDesktop(): Promise<readonly Row[]> {
  const browser = systemBrowser(existsSync);
  if (browser === null) {
    process.stderr.write('[bench] no window: there is no Chromium here\n');
    return [];
  }
  return [await benchPaint(browser), ...(await benchToggle(browser))];
}

/** A window app on a home of its own. */
export async function withDesktop<T>(
  given: {
    readonly script?: string;
    readonly args?: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  },
  use: (desktop: DesktopProcess) => Promise<T>,
): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-bench-'));
  const env = { ADJUTANT_KEYCHAIN: 'off', ADJUTANT_LOG: 'error', ...given.env };
  const args = ['--home', home, ...(given.args ?? [])];
  const desktop = new DesktopProcess(given.script ?? desktopScript, args, env);
  try {
    return await use(desktop);
  } finally {
    await desktop.do('quit').catch(() => 'the end may overtake the answer');
    await desktop.exited;
    await rm(home, { recursive: true, force: true });
  }
}

/** Both by the same double, so that its own start of a browser is in the floor as well. */
async function benchPaint(browser: string): Promise<Row> {
  const ours: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round <= starts; round += 1) {
    const own = await paintedAfter(desktopScript, browser);
    const floor = await paintedAfter(bareEntry, browser);
    // The first round fills the caches of the disk.
    if (round === 0) continue;
    ours.push(own);
    bare.push(floor);
  }
  return {
    name: 'start → first window paint, desktop',
    ...percentiles(ours),
    floor: percentiles(bare),
  };
}

function paintedAfter(script: string, browser: string): Promise<number> {
  const startedAt = performance.now();
  return withDesktop({ script, env: { DOUBLE_BROWSER: browser } }, async (desktop) => {
    await desktop.until('page-loaded');
    await desktop.do('in-page', painted);
    return performance.now() - startedAt;
  });
}

async function benchToggle(browser: string): Promise<readonly Row[]> {
  return inRehearsal(browser, {}, async (desktop) => {
    await desktop.do('in-page', focused);
    const warm: number[] = [];
    const trips: number[] = [];
    for (let round = 0; round < toggles; round += 1) {
      await toggleWindow(desktop, false);
      await desktop.do('in-page', 'document.activeElement.blur()');
      trips.push(await timed(() => desktop.do('in-page', 'new Promise(requestAnimationFrame)')));
      warm.push(await timed(() => pressUntilFocused(desktop)));
    }
    const anew: number[] = [];
    await keepHiddenWindow(desktop, 0);
    for (let round = 0; round < remakes; round += 1) {
      const gone = desktop.next('window-destroyed');
      await toggleWindow(desktop, false);
      await gone;
      anew.push(await timed(() => remade(desktop)));
    }
    return [
      {
        ...{ name: 'toggle → composer focused, warm', ...percentiles(warm) },
        floor: percentiles(trips),
        goal: { text: 'p95 ≤ 120 ms', holds: ({ p95 }) => p95 <= 120 },
      },
      { name: 'toggle → composer focused, made anew', ...percentiles(anew), floor: null },
    ];
  });
}

/** The window in sight, in a rehearsal, where no first-run guide has the focus. Without a browser its page only listens. */
export function inRehearsal<T>(
  browser: string | null,
  more: Readonly<Record<string, string>>,
  use: (desktop: DesktopProcess) => Promise<T>,
): Promise<T> {
  const env = { ...more, ...(browser === null ? {} : { DOUBLE_BROWSER: browser }) };
  return withDesktop({ args: ['--rehearsal'], env }, async (desktop) => {
    await desktop.until('visible');
    return use(desktop);
  });
}

/** Milliseconds that a hidden window is kept from now on; 0: each hiding destroys it. */
export async function keepHiddenWindow(desktop: DesktopProcess, keepMs: number): Promise<void> {
  const change = { key: 'desktop.keepWindowMs', value: keepMs };
  const answer = await desktop.do('request', 'settings:change', change);
  if ((answer as { readonly ok: boolean }).ok) return;
  throw new Error(`not changed: ${JSON.stringify(answer)}`);
}

/** Presses the shortcut until the window is to be seen, or not. */
export async function toggleWindow(desktop: DesktopProcess, shows: boolean): Promise<void> {
  const told = desktop.next('visible');
  await desktop.do('press', shortcut);
  if ((await told) !== shows) throw new Error('the window was so already');
}

/** Asks the page first, so that no later hop is in the time but the answer's own. */
async function pressUntilFocused(desktop: DesktopProcess): Promise<void> {
  const seen = desktop.do('in-page', focused);
  await desktop.do('press', shortcut);
  await seen;
}

async function remade(desktop: DesktopProcess): Promise<void> {
  const loaded = desktop.next('page-loaded');
  await desktop.do('press', shortcut);
  await loaded;
  await desktop.do('in-page', focused);
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}
