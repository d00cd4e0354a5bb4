// @ts-check
import { readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded before the built app (`node --import`): on SIGUSR2 the clock is set to what a file says, as a difference in
 * milliseconds to the right time. The app knows nothing of it.
 */
const file = process.env['ADJUTANT_TEST_CLOCK'];

if (isMainThread && file !== undefined) {
  const right = Date.now;
  let differenceMs = 0;
  Date.now = () => right() + differenceMs;
  process.on('SIGUSR2', () => (differenceMs = Number(readFileSync(file, 'utf8'))));
}
