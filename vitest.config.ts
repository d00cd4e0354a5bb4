import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';
import { compileCache } from './test/app/environment.ts';

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

// Workers and children of the tests run our sources as they are: their types are taken off once, not at each start.
process.env['NODE_COMPILE_CACHE'] ??= compileCache;

const all = 'test/**/*.test.{ts,tsx}';
const withOwnRunners = ['test/e2e/**', 'test/bench/peer/**'];
const scenes = ['approval', 'desktop-proxy', 'hardship', 'lifecycle', 'real-page', 'surroundings'];
/** Tests of the built app, which runs in processes of its own. */
const apps = [
  'test/app/**/*.test.ts',
  ...[...scenes, 'talk', 'tray-states', 'utility-children'].map(
    (name) => `test/main/desktop/${name}.test.ts`,
  ),
];
/** Tests of native packages, and of what belongs to a process: its signals, its keyring, its memory. */
const wholes = [
  'test/main/settings/keyring.test.ts',
  'test/main/tunnel/ngrok-*.test.ts',
  'test/peers/ngrok-edge/*.test.ts',
  'test/main/call/scenes/thousand.test.ts',
  'test/build/package/package.test.ts',
];

/** Begun last, each of these would have a core to itself while the other one idles. */
const longest = [
  ...['main/call/scenes/thousand', 'main/tunnel/ngrok-tunnel-outages', 'main/desktop/lifecycle'],
  'build/package/package',
  ...['app/carbon-voice-feed', 'app/chaos', 'app/starts', 'app/carbon-voice-ways', 'app/phone'],
  ...['app/storm', 'app/phone-service', 'app/step-up'],
  ...['contracts/ledger', 'main/mcp/mcp-stdio', 'main/store/backup/damaged-backup'],
  'main/agent/injection/injection',
];

/** What takes longest first, also where no earlier run has told; and the small ones last. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const at = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return at >= 0 ? at : longest.length;
    };
    // Files that share a process come one after the other: it ends with the first one that is not of its project.
    const stage = (file: TestSpecification): number => {
      if (file.project.name === 'wholes') return place(file) < longest.length ? 0 : 2;
      return file.project.name === 'apps' ? 1 : 3;
    };
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => stage(a) - stage(b) || place(a) - place(b));
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
    // What is polled for comes when it comes: a second is a claim about the machine.
    expect: { poll: { timeout: 40_000 } },
    // They end what hangs, also on a machine that does much else.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    projects: [
      // A process for each file would be a third of what these cost; they leave nothing behind that another one sees.
      project('parts', {
        include: [all],
        exclude: [...withOwnRunners, ...wholes, ...apps],
        isolate: false,
      }),
      project('apps', { include: apps, exclude: withOwnRunners, isolate: false }),
      project('wholes', { include: wholes, exclude: withOwnRunners }),
    ],
  },
});

function project(name: string, test: { include: string[]; exclude: string[]; isolate?: boolean }) {
  return { extends: true, test: { ...test, name, environment: 'node' } } as const;
}
