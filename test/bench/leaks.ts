import { existsSync } from 'node:fs';
import type { DesktopProcess } from '../app/desktop-process.ts';
import { leakOf, openCarbonVoiceLine, openVoipBinSocket } from '../leaks/connections.ts';
import { difference } from '../leaks/snapshot.ts';
import { probed } from '../leaks/probed.ts';
import type { Snapshot } from '../leaks/snapshot.ts';
import { systemBrowser } from '../fakes/system-browser.ts';
import { inRehearsal, keepHiddenWindow, toggleWindow } from './desktop.ts';
import type { Row } from './table.ts';

const toggles = 500;
/** One in so many finds its window destroyed. */
const remakeEvery = 20;
const cycles = 200;
const warmUp = { toggles: 60, cycles: 50 };
/** What compiled code and the doubles' own records may grow by. */
const mostHeapKb = 1024;

/** What many toggles and many cuts leave behind. */
export async function benchLeaks(): Promise<readonly Row[]> {
  return [
    ...(await leaksOfCycles('Carbon Voice', openCarbonVoiceLine)),
    ...(await leaksOfCycles('VoIPBIN', openVoipBinSocket)),
    ...(await leaksOfToggles()),
    ...(await leaksOfPage()),
  ];
}

async function leaksOfCycles(
  name: string,
  open: Parameters<typeof leakOf>[0],
): Promise<readonly Row[]> {
  const leak = await leakOf(open, { cycles, warmUp: warmUp.cycles });
  const what = `${cycles} cuts of ${name}`;
  return [...snapshotRows(what, leak), row(`${what}: timers`, leak.timers, '')];
}

/** In the app without a browser, whose driver is part of the double and would be weighed with it. */
function leaksOfToggles(): Promise<readonly Row[]> {
  return inRehearsal(null, probed, async (desktop) => {
    const look = async (): Promise<Snapshot> => (await desktop.do('snapshot')) as Snapshot;
    await toggleOften(desktop, warmUp.toggles);
    const before = await look();
    await toggleOften(desktop, toggles);
    return snapshotRows(`${toggles} toggles`, difference(before, await look()));
  });
}

async function leaksOfPage(): Promise<readonly Row[]> {
  const browser = systemBrowser(existsSync);
  if (browser === null) {
    process.stderr.write('[bench] the page is not weighed: there is no Chromium here\n');
    return [];
  }
  return inRehearsal(browser, probed, async (desktop) => {
    const look = async () => (await desktop.do('page-counts')) as Record<string, number>;
    // Its page is the last of several, and then stays.
    await toggleOften(desktop, warmUp.toggles);
    await toggleOften(desktop, warmUp.toggles, null);
    const before = await look();
    await toggleOften(desktop, toggles, null);
    const what = `${toggles} toggles`;
    return Object.entries(await look()).map(([kind, count]) => {
      const more = count - (before[kind] ?? 0);
      if (kind === 'heapBytes') return heapRow(`${what}: memory of the page`, more);
      return row(kind === 'pages' ? `${what}: pages` : `${what}: ${kind} of the page`, more, '');
    });
  });
}

/** Ends in sight, with a page that hears. `every`: so many toggles with one remake; null: with none. */
async function toggleOften(
  desktop: DesktopProcess,
  count: number,
  every: number | null = remakeEvery,
): Promise<void> {
  for (let done = 0; done < count; done += 2) {
    const isRemade = every !== null && done % every === 0;
    if (isRemade) await keepHiddenWindow(desktop, 0);
    const gone = isRemade ? desktop.next('window-destroyed') : null;
    await toggleWindow(desktop, false);
    await gone;
    await toggleWindow(desktop, true);
    if (isRemade) await keepHiddenWindow(desktop, 1_800_000);
  }
}

function snapshotRows(what: string, leak: Snapshot): readonly Row[] {
  // Connections that rest may end meanwhile; what there is less of is no leak.
  const more = Object.entries(leak.resources).filter(([, count]) => count > 0);
  const kinds = more.map(([kind, count]) => `${count} ${kind}`);
  const handles = more.reduce((sum, [, count]) => sum + count, 0);
  const named = kinds.length === 0 ? '' : ` (${kinds.join(', ')})`;
  return [
    row(`${what}: handles${named}`, handles, ''),
    row(`${what}: listeners`, leak.listeners, ''),
    row(`${what}: open files`, leak.files, ''),
    heapRow(`${what}: memory`, leak.heapBytes),
  ];
}

function heapRow(name: string, bytes: number): Row {
  const text = `≤ ${mostHeapKb} kB`;
  return {
    ...row(name, bytes / 1024, 'kB'),
    goal: { text, holds: ({ p50 }) => p50 <= mostHeapKb },
  };
}

function row(name: string, value: number, unit: string): Row {
  const goal = { text: 'none more', holds: ({ p50 }: { readonly p50: number }) => p50 <= 0 };
  return { name, unit, p50: value, p95: value, p99: value, floor: null, goal };
}
