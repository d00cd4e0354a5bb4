import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

const all = 'test/**/*.test.{ts,tsx}';
const withOwnRunners = ['test/e2e/**', 'test/bench/**'];
/** Tests of whole processes, of native packages, and of what belongs to a process: its signals, its keyring, its memory. */
const wholes = [
  ...['app', 'main/desktop', 'main/settings', 'main/tunnel', 'peers/ngrok-edge'].map(
    (folder) => `test/${folder}/**/*.test.ts`,
  ),
  'test/main/call/scenes/thousand.test.ts',
];

export default defineConfig({
  define: { __APP_VERSION__: JSON.stringify(version) },
  test: {
    // Processes, not threads: tests load native packages, send signals and fork children.
    pool: 'forks',
    // Much of it is waiting, so a little more than there are cores; and no more side by side than can be started at once.
    maxWorkers: 3,
    maxConcurrency: 4,
    // They end what hangs, also on a machine that does much else.
    testTimeout: 45_000,
    hookTimeout: 45_000,
    projects: [
      // A process for each file would be a third of what these cost; they leave nothing behind that another one sees.
      project('parts', { include: [all], exclude: [...withOwnRunners, ...wholes], isolate: false }),
      project('wholes', { include: wholes, exclude: withOwnRunners }),
    ],
  },
});

function project(name: string, test: { include: string[]; exclude: string[]; isolate?: boolean }) {
  return { extends: true, test: { ...test, name, environment: 'node' } } as const;
}
