import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

export default defineConfig({
  define: { __APP_VERSION__: JSON.stringify(version) },
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // These have runners of their own.
    exclude: ['test/e2e/**', 'test/bench/**'],
    environment: 'node',
    // Processes, not threads: tests load native packages, send signals and fork children.
    pool: 'forks',
    // Much of it is waiting, so a little more than there are cores; and no more side by side than can be started at once.
    maxWorkers: 3,
    maxConcurrency: 4,
    // They end what hangs, also on a machine that does much else.
    testTimeout: 45_000,
    hookTimeout: 45_000,
  },
});
