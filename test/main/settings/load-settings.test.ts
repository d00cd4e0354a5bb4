import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { LoadedSettings } from '../../../main/settings/load-settings.ts';
import { DisclosureYes } from '../../../main/settings/disclosure-yes.ts';
import { loadSettings } from '../../../main/settings/load-settings.ts';
import { defaultSettings } from '../../../shared/settings.ts';

type Env = Readonly<Record<string, string>>;

async function load(file: unknown, env: Env = {}): Promise<LoadedSettings> {
  const home = await makeHome();
  const text = typeof file === 'string' ? file : JSON.stringify(file);
  if (file !== undefined) await writeFile(join(home, 'settings.json'), text);
  return loadSettings({ home, env });
}

async function makeHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  return home;
}

test('uses the defaults without a file', async () => {
  expect(await load(undefined)).toEqual({
    settings: defaultSettings,
    problems: [],
    fixedBy: {},
    inFile: new Set(),
  });
  expect((await load('')).problems).toEqual([]);
});

test('reads nested objects and dotted keys, mixed', async () => {
  const { settings, problems } = await load({
    $schema: 'x',
    phone: { inbound: 'allowed', endpointing: { minMs: 200 }, 'endpointing.maxMs': 900 },
    'phone.greeting': '',
    'carbonvoice.socket': 'off',
    agent: { policies: { place_call: 'deny', mcp: { files: { 'read.all': 'ask' } } } },
    'agent.policies.add_task': { phone: 'ask' },
  });
  expect(problems).toEqual([]);
  expect(settings).toEqual({
    ...defaultSettings,
    'phone.inbound': 'allowed',
    'phone.endpointing.minMs': 200,
    'phone.endpointing.maxMs': 900,
    'phone.greeting': '',
    'carbonvoice.socket': false,
    'agent.policies': {
      place_call: 'deny',
      'mcp.files.read.all': 'ask',
      add_task: { phone: 'ask' },
    },
  });
});

test('reports what is wrong by its path while the rest keeps working', async () => {
  const { settings, problems } = await load({
    phone: { inbound: 'on', allow: ['+14155550100', '0171'], maxConcurrentCalls: 5 },
    agent: { policies: { place_call: 'never', add_task: 'deny' } },
    llm: { providers: [{ provider: 'openai', model: 'a' }, { provider: 'openai' }] },
  });
  expect(problems.map(({ path }) => path)).toEqual([
    'phone.inbound',
    'phone.allow.1',
    'agent.policies.place_call',
    'llm.providers.1.model',
  ]);
  expect(problems[0]).toEqual({
    path: 'phone.inbound',
    source: 'settings.json',
    message: 'must be off, allowed or everyone',
  });
  expect(settings['phone.inbound']).toBe('off');
  expect(settings['phone.allow']).toEqual(['+14155550100']);
  expect(settings['phone.maxConcurrentCalls']).toBe(5);
  expect(settings['agent.policies']).toEqual({ add_task: 'deny' });
  expect(settings['llm.providers'].map(({ model }) => model)).toEqual(['a']);
});

test.each([
  [{ phone: { inbuond: 'off' } }, 'phone.inbuond', /did you mean phone\.inbound\?/u],
  [{ inbound: 'off' }, 'inbound', /did you mean phone\.inbound\?/u],
  [{ 'agent.policies.place_cal': 'deny' }, 'agent.policies.place_cal', /policies\.place_call\?/u],
  [{ tunnel: 'off' }, 'tunnel', /unknown setting/u],
  [{ zebra: { crossing: 1 } }, 'zebra', /^unknown setting$/u],
  [{ llm: { apiKey: 'sk-1' } }, 'llm.apiKey', /adjutant secret set/u],
  [{ __proto__x: 1, constructor: 1 }, 'constructor', /unknown setting/u],
])('reports an unknown setting: %j', async (file, path, message) => {
  const { settings, problems } = await load(file);
  expect(problems).toContainEqual({
    path,
    source: 'settings.json',
    message: expect.stringMatching(message),
  });
  expect(settings).toEqual(defaultSettings);
});

test('says when a setting stands twice in the file', async () => {
  const { settings, problems } = await load({
    'agent.name': 'One',
    agent: { name: 'Two' },
  });
  expect(problems.map(({ path }) => path)).toEqual(['agent.name']);
  expect(settings['agent.name']).toBe('Two');
});

test.each([
  ['{\n  "agent": {\n    "name": Ada\n  }\n}', /line 3, column 13/u],
  ['{"agent.name": "sk-hidden",', /line 1, column 28/u],
  ['[]', /one JSON object/u],
  ['\uFEFF{"a" 1}', /line 1, column 6/u],
])('uses the defaults when the file is broken: %j', async (text, message) => {
  const { settings, problems } = await load(text);
  expect(settings).toEqual(defaultSettings);
  expect(problems).toEqual([
    {
      path: 'settings.json',
      source: 'settings.json',
      message: expect.stringMatching(message),
    },
  ]);
  expect(JSON.stringify(problems)).not.toContain('hidden');
});

test('uses the defaults when the file is a folder, too large, or unreadable', async () => {
  const folder = await makeHome();
  await mkdir(join(folder, 'settings.json'));
  const isFolder = await loadSettings({ home: folder, env: {} });
  expect(isFolder.problems[0]?.message).toContain('is not a file');
  const tooLarge = await load(`{"agent.name": "${'x'.repeat(1024 * 1024)}"}`);
  expect(tooLarge.problems[0]?.message).toContain('1 MiB');
  expect(tooLarge.settings).toEqual(defaultSettings);
});

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'uses the defaults when the file may not be read (skipped for root, who may, and on Windows)',
  async () => {
    const home = await makeHome();
    await writeFile(join(home, 'settings.json'), '{}');
    await chmod(join(home, 'settings.json'), 0);
    expect((await loadSettings({ home, env: {} })).problems[0]?.message).toContain('EACCES');
  },
);

test.each(['', ' \n '])(
  'lets no one leave out the first sentence of a call (%j) without the yes of the owner',
  async (words) => {
    const home = await makeHome();
    await writeFile(join(home, 'settings.json'), JSON.stringify({ 'phone.disclosure': words }));
    const without = await loadSettings({ home, env: {} });
    expect(without.settings['phone.disclosure']).toBe(defaultSettings['phone.disclosure']);
    // Says where the yes is given.
    expect(without.problems).toMatchObject([
      {
        path: 'phone.disclosure',
        message: expect.stringContaining('in the settings of the window'),
      },
    ]);
    const yes = new DisclosureYes(home);
    await yes.give(0);
    const withYes = await loadSettings({ home, env: {} });
    expect(withYes).toMatchObject({ settings: { 'phone.disclosure': words }, problems: [] });
    await yes.takeBack();
    expect((await loadSettings({ home, env: {} })).problems).toEqual(without.problems);
  },
);

test('keeps the shortest wait for the end of a turn below the longest', async () => {
  const waits = async (file: unknown): Promise<unknown> => {
    const { settings, problems } = await load(file);
    const { 'phone.endpointing.minMs': min, 'phone.endpointing.maxMs': max } = settings;
    return [min, max, problems.length];
  };
  expect(await waits({ 'phone.endpointing.minMs': 2000 })).toEqual([2000, 2000, 0]);
  expect(await waits({ 'phone.endpointing.maxMs': 100 })).toEqual([100, 100, 0]);
  expect(await waits({ phone: { endpointing: { minMs: 900, maxMs: 100 } } })).toEqual([
    300, 1500, 1,
  ]);
});

test('does not choose a model without the address it needs', async () => {
  const { settings, problems } = await load({ 'llm.provider': 'openai-compatible' });
  expect(settings['llm.provider']).toBeNull();
  expect(problems.map(({ path }) => path)).toEqual(['llm.provider']);
});
