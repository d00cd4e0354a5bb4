// @ts-check
import { appendFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded before the built app (`node --import`): on SIGUSR2 it collects all garbage and appends one line of JSON to a
 * file. Memory in bytes; `resources` counts what keeps the process going (timers, sockets, ports) by kind.
 */
const file = process.env['ADJUTANT_SOAK_FILE'];

if (isMainThread && file !== undefined) {
  setFlagsFromString('--expose-gc');
  const collect = /** @type {() => void} */ (runInNewContext('gc'));
  process.on('SIGUSR2', () => {
    collect();
    // What was found dead by the first one may have kept others.
    setImmediate(() => {
      collect();
      const { heapUsed, external, rss } = process.memoryUsage();
      const resources = /** @type {Record<string, number>} */ ({});
      for (const kind of process.getActiveResourcesInfo()) {
        resources[kind] = (resources[kind] ?? 0) + 1;
      }
      appendFileSync(file, `${JSON.stringify({ heapUsed, external, rss, resources })}\n`);
    });
  });
}
