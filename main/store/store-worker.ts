import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { runAll } from './batch.ts';
import { closeDatabase, openDatabase } from './database.ts';
import type { StoreRequest } from './operations.ts';

// SQLite is synchronous: in a thread of its own a slow disk delays nobody's call.
const port = parentPort;
if (!port) throw new Error('the store runs in a worker thread');
const db = openDatabase(String((workerData as { path: string }).path));

port.on('message', (first: StoreRequest | 'close') => {
  const waiting = [first];
  // Whatever came in while the disk was syncing shares the next commit.
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
    waiting.push(next.message as StoreRequest | 'close');
  }
  const requests = waiting.filter((entry) => entry !== 'close');
  if (requests.length > 0) for (const answer of runAll(db, requests)) port.postMessage(answer);
  if (requests.length < waiting.length) {
    closeDatabase(db);
    port.close();
  }
});
port.postMessage('open');
