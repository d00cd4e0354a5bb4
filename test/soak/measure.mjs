// @ts-check
import { appendFileSync } from 'node:fs';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded before the built app (`node --import`): on SIGUSR2 it collects all garbage and appends one line of JSON to a
 * file. Memory in bytes, `code` is part of `heapUsed`; `resources` counts what keeps the process going (timers, sockets,
 * ports) by kind.
 */
const file = process.env['ADJUTANT_SOAK_FILE'];
/** Where V8 keeps what it compiled, of which it makes more the oftener a function is called. */
const codeSpaces = /^(?:code|trusted)_/u;

if (isMainThread && file !== undefined) {
  setFlagsFromString('--expose-gc');
  // What it compiled of functions that rest a while is forgotten otherwise, as it happens before a look or after it.
  setFlagsFromString('--no-flush-bytecode');
  const collect = /** @type {() => void} */ (runInNewContext('gc'));
  process.on('SIGUSR2', () => {
    collect();
    // What was found dead by the first one may have kept others.
    setImmediate(() => {
      collect();
      const { heapUsed, external, rss } = process.memoryUsage();
      const code = getHeapSpaceStatistics()
        .filter((space) => codeSpaces.test(space.space_name))
        .reduce((sum, space) => sum + space.space_used_size, 0);
      const resources = /** @type {Record<string, number>} */ ({});
      for (const kind of process.getActiveResourcesInfo()) {
        resources[kind] = (resources[kind] ?? 0) + 1;
      }
      appendFileSync(file, `${JSON.stringify({ heapUsed, code, external, rss, resources })}\n`);
    });
  });
}
