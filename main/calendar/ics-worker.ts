import { parentPort, workerData } from 'node:worker_threads';
import { readIcs } from './ics.ts';
import type { IcsJob } from './ports.ts';

parentPort?.postMessage(readIcs(workerData as IcsJob));
