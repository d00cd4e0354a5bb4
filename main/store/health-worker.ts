import { parentPort, workerData } from 'node:worker_threads';
import { readHealth } from './health.ts';

const { path } = workerData as { readonly path: string };
parentPort?.postMessage(readHealth(path));
