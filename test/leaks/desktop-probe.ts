import type { EventEmitter } from 'node:events';
import { onCommand } from '../fakes/electron/control.ts';
import * as double from '../fakes/electron/electron.ts';
import { theBrowser } from '../fakes/electron/chromium-page.ts';
import { takeSnapshot } from './snapshot.ts';

// Loaded into the desktop app before its own code: says on demand what the process and its page hold.
const { app, powerMonitor, screen, session } = double;
const emitters: readonly EventEmitter[] = [
  ...[process, app, powerMonitor, screen, session.fromPartition('adjutant')],
];

onCommand('snapshot', () => takeSnapshot(emitters));
onCommand('page-counts', () => pageCounts());

/** What the page holds after its garbage is collected; `heapBytes` is of its scripts. */
async function pageCounts(): Promise<Readonly<Record<string, number>>> {
  const context = await theBrowser();
  const page = context.pages().at(-1);
  if (!page) throw new Error('no page');
  const devTools = await context.newCDPSession(page);
  await devTools.send('HeapProfiler.collectGarbage');
  const { nodes, jsEventListeners } = await devTools.send('Memory.getDOMCounters');
  const { usedSize } = await devTools.send('Runtime.getHeapUsage');
  await devTools.detach();
  return { pages: context.pages().length, nodes, listeners: jsEventListeners, heapBytes: usedSize };
}
