import type { EventEmitter } from 'node:events';
import { onCommand } from '../fakes/electron/control.ts';
import * as double from '../fakes/electron/electron.ts';
import { pageCounts } from '../fakes/electron/chromium-page.ts';
import { takeSnapshot } from './snapshot.ts';

// Loaded into the desktop app before its own code: says on demand what the process and its page hold.
const { app, powerMonitor, screen, session } = double;
const emitters: readonly EventEmitter[] = [
  ...[process, app, powerMonitor, screen, session.fromPartition('adjutant')],
];

onCommand('snapshot', () => takeSnapshot(emitters));
onCommand('page-counts', () => pageCounts());
