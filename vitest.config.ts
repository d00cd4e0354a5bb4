import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

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

/** Each takes half a minute or more in one piece; begun last, it would have a core to itself while the other one idles. */
const longest = [
  'main/call/scenes/thousand',
  ...['app/carbon-voice-feed', 'app/chaos', 'main/tunnel/ngrok-tunnel-outages'],
  ...['main/desktop/lifecycle', 'app/starts', 'app/carbon-voice-ways', 'app/phone', 'app/storm'],
  ...['app/phone-service', 'app/step-up'],
];

/** What takes longest first, also where no earlier run has told; and the small ones last. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      const place = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return place >= 0 ? place : longest.length + (project.name === 'wholes' ? 0 : 1);
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  define: { __APP_VERSION__: JSON.stringify(version) },
  test: {
    // Processes, not threads: tests load native packages, send signals and fork children.
    pool: 'forks',
    // Much of it is waiting, so a little more than there are cores; and no more side by side than can be started at once.
    maxWorkers: 3,
    maxConcurrency: 4,
    sequence: { sequencer: LongestFirst },
    // They end what hangs, also on a machine that does much else.
    testTimeout: 90_000,
    hookTimeout: 90_000,
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
