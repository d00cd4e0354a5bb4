import { parentPort, workerData } from 'node:worker_threads';
import { readHtml } from './page-text.ts';

// Pages are written by others, and made to be slow by some: in a thread of its own one delays nobody's call.
const { html, address } = workerData as { readonly html: string; readonly address: string };
parentPort?.postMessage(readHtml(html, address));
