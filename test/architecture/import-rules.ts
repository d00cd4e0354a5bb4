import { isBuiltin } from 'node:module';
import type { SourceFile, SourceImport } from './source-file.ts';

/** What the files of one area may import besides their own folder. */
type Area = {
  /** Folders (with `/` at the end) and files of the repository. */
  readonly paths: readonly string[];
  /** As `paths`, by `import()` only. */
  readonly lazyPaths?: readonly string[];
  /** Of these only types. */
  readonly types: readonly RegExp[];
  readonly node: boolean;
  /** Names of packages; `null` is any but electron and native ones. */
  readonly packages: readonly (string | RegExp)[] | null;
};

const core = ['call', 'agent', 'thread'];
const anyPort = /^main\/.+\/(?:[\w-]+-)?ports\.ts$/;
const anyService = /^main\/(?!desktop\/|web\/|(?:desktop|headless|cli|command|launch)\.ts)/;
const basics = ['shared/', 'main/base/'];

const vendors: Readonly<Record<string, readonly string[]>> = {
  carbonvoice: ['undici', 'socket.io-client'],
  voipbin: ['undici', 'ws'],
  tunnel: ['@ngrok/ngrok'],
  ingress: [],
  store: ['tar'],
  settings: ['keytar'],
  rehearsal: ['fastify', 'ws'],
  calendar: ['ical.js'],
  pages: ['linkedom', '@mozilla/readability', 'ipaddr.js'],
  voice: [],
  network: ['undici'],
  mcp: ['@modelcontextprotocol/sdk'],
};

/** Packages that know something and ask nobody: what a number is, when a time of the calendar comes. */
const knowledge = new Map([
  ['main/call/dial-guard.ts', ['libphonenumber-js']],
  ['main/agent/english/times.ts', ['chrono-node']],
  ['main/agent/planning/recurrence.ts', ['croner']],
]);

/** Why an import may not be, or null. */
export function importFault(file: SourceFile, found: SourceImport): string | null {
  const area = areaOf(file.path);
  const refused = `${file.path} imports ${found.target}`;
  if (area === null) return `${file.path} belongs to no area of the table`;
  if (isAllowed(area, file.path, found)) return null;
  return found.typeOnly ? `${refused} (type)` : refused;
}

function isAllowed(area: Area, path: string, { target, typeOnly, lazy }: SourceImport): boolean {
  if (isBuiltin(target)) return area.node;
  if (!/^(?:main|renderer|shared|test|build)\//.test(target) && !target.startsWith('.')) {
    return isAllowedPackage(area, target);
  }
  if (sameFolder(path, target) || area.paths.some((allowed) => isUnder(target, allowed)))
    return true;
  if (typeOnly && area.types.some((pattern) => pattern.test(target))) return true;
  return lazy && (area.lazyPaths ?? []).some((allowed) => isUnder(target, allowed));
}

function isAllowedPackage({ packages }: Area, target: string): boolean {
  // The schema library speaks the contract and stands in every area.
  if (target === 'zod') return true;
  const name = target.split('/', target.startsWith('@') ? 2 : 1).join('/');
  if (packages === null) return !['electron', 'keytar', '@ngrok/ngrok', 'pino'].includes(name);
  return packages.some((allowed) =>
    typeof allowed === 'string' ? allowed === name : allowed.test(name),
  );
}

function isUnder(target: string, allowed: string): boolean {
  return allowed.endsWith('/') ? target.startsWith(allowed) : target === allowed;
}

/** `main/tunnel/` and all below it is one folder; files directly in main/ have none. */
function sameFolder(path: string, target: string): boolean {
  const folder = folderOf(path);
  return folder !== null && folderOf(target) === folder;
}

function folderOf(path: string): string | null {
  const [top = '', next = '', ...rest] = path.split('/');
  if (top !== 'main') return top;
  return rest.length > 0 ? next : null;
}

/** The row of the table (ARCHITECTURE.md) a file belongs to. */
function areaOf(path: string): Area | null {
  if (path.startsWith('shared/')) return area({ paths: [], packages: [], node: false });
  if (path.startsWith('renderer/'))
    return area({ paths: ['shared/'], packages: null, node: false });
  const folder = folderOf(path);
  return folder === null ? areaOfEntry(path) : areaOfFolder(folder, path);
}

function areaOfFolder(folder: string, path: string): Area | null {
  if (folder === 'base') {
    return area({ paths: ['shared/'], packages: path === 'main/base/log.ts' ? ['pino'] : [] });
  }
  if (core.includes(folder)) {
    const models = path.startsWith('main/agent/models/');
    const packages = models ? ['ai', /^@ai-sdk\//, 'undici'] : (knowledge.get(path) ?? []);
    return area({ paths: basics, types: [anyPort], node: false, packages });
  }
  const vendor = vendors[folder];
  if (vendor) return area({ paths: basics, types: [anyPort], packages: vendor });
  if (['ipc', 'control', 'status', 'doctor'].includes(folder)) {
    return area({ paths: basics, types: [anyService] });
  }
  if (folder === 'desktop') {
    return area({ paths: basics, types: [anyService], packages: ['electron', 'electron-updater'] });
  }
  if (folder === 'web') {
    return area({ paths: basics, types: [anyService], packages: ['ws'] });
  }
  return folder === 'app' ? composition : null;
}

/** The composition root: everything in main/ but the hosts. */
const composition = area({
  paths: [
    ...basics,
    ...core.map((name) => `main/${name}/`),
    ...Object.keys(vendors).map((name) => `main/${name}/`),
    ...['ipc', 'control', 'status', 'doctor', 'app'].map((name) => `main/${name}/`),
    'main/app.ts',
    'main/start-options.ts',
  ],
  packages: [],
});

const root = ['main/app.ts', 'main/app/', 'main/start-options.ts', ...basics];

function areaOfEntry(path: string): Area | null {
  switch (path) {
    case 'main/app.ts':
    case 'main/offline.ts':
    case 'main/start-options.ts':
      return composition;
    case 'main/cli.ts':
      return area({ paths: ['main/command.ts', 'main/base/'] });
    case 'main/launch.ts':
      return area({
        paths: ['main/control/launch-kind.ts', 'main/desktop/startup.ts'],
        lazyPaths: ['main/cli.ts', 'main/desktop.ts'],
      });
    case 'main/command.ts':
      return area({
        paths: [...basics, 'main/control/'],
        lazyPaths: ['main/offline.ts', 'main/settings/', 'main/store/', 'main/thread/export.ts'],
        types: [anyService],
      });
    case 'main/desktop.ts':
      return area({ paths: [...root, 'main/desktop/'], packages: ['electron'] });
    case 'main/headless.ts':
      return area({ paths: [...root, 'main/web/'] });
    default:
      return null;
  }
}

function area(given: Partial<Area> & Pick<Area, 'paths'>): Area {
  return { types: [], node: true, packages: [], ...given };
}

/**
 * The first circle of imports, as a list of paths, or null. Types count as well: files that name each other’s can be
 * understood, moved and tested only together.
 */
export function findCycle(files: readonly SourceFile[]): readonly string[] | null {
  const known = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): readonly string[] | null => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return null;
    for (const { target } of known.get(path)?.imports ?? []) {
      if (!known.has(target)) continue;
      const cycle = walk(target, [...trail, path]);
      if (cycle) return cycle;
    }
    done.add(path);
    return null;
  };
  for (const path of known.keys()) {
    const cycle = walk(path, []);
    if (cycle) return cycle;
  }
  return null;
}
