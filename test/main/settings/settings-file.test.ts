import {
  lstat,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadSettings } from '../../../main/settings/load-settings.ts';
import { SettingsFile } from '../../../main/settings/settings-file.ts';

type Fixture = { home: string; path: string; file: SettingsFile; read: () => Promise<unknown> };

async function open(before?: unknown): Promise<Fixture> {
  const home = await mkdtemp(join(tmpdir(), 'adjutant-'));
  onTestFinished(() => rm(home, { recursive: true }));
  const path = join(home, 'settings.json');
  const text = typeof before === 'string' ? before : JSON.stringify(before);
  if (before !== undefined) await writeFile(path, text);
  const read = async (): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));
  return { home, path, file: new SettingsFile(home), read };
}

test('makes a file for its owner only, which is read back', async () => {
  const { home, path, file } = await open();
  await file.write('agent.paused', true);
  expect(await readFile(path, 'utf8')).toBe('{\n  "agent": {\n    "paused": true\n  }\n}\n');
  // Windows knows no such bits and shows a file as open to all.
  const mode = process.platform === 'win32' ? 0o666 : 0o600;
  expect((await stat(path)).mode & 0o777).toBe(mode);
  expect((await loadSettings({ home, env: {} })).settings['agent.paused']).toBe(true);
});

test.each([
  ['nested', { phone: { inbound: 'off' } }, { phone: { inbound: 'off', maxCallMs: 5000 } }],
  ['dotted', { 'phone.inbound': 'off' }, { 'phone.inbound': 'off', 'phone.maxCallMs': 5000 }],
  ['new, nested', { agent: { name: 'A' } }, { agent: { name: 'A' }, phone: { maxCallMs: 5000 } }],
  [
    'replaced in place',
    { 'phone.maxCallMs': 1000, phone: {} },
    { 'phone.maxCallMs': 5000, phone: {} },
  ],
  ['set twice', { 'phone.maxCallMs': 1, phone: { maxCallMs: 2 } }, { phone: { maxCallMs: 5000 } }],
])('keeps the style in use: %s', async (_, before, after) => {
  const { file, read } = await open(before);
  await file.write('phone.maxCallMs', 5000);
  expect(await read()).toEqual(after);
});

test('leaves alone what it does not know, and the indentation', async () => {
  const { path, file } = await open('{\n\t"$schema": "x",\n\t"mine": [1, {"a": null}]\n}\n');
  await file.write('agent.name', 'Ada');
  expect(await readFile(path, 'utf8')).toBe(
    '{\n\t"$schema": "x",\n\t"mine": [\n\t\t1,\n\t\t{\n\t\t\t"a": null\n\t\t}\n\t],\n\t"agent": {\n\t\t"name": "Ada"\n\t}\n}\n',
  );
});

test('takes a setting out and the group that becomes empty with it', async () => {
  const { file, read } = await open({ agent: { name: 'A' }, phone: { inbound: 'off', allow: [] } });
  await file.write('agent.name', undefined);
  await file.write('phone.inbound', undefined);
  await file.write('log.level', undefined);
  expect(await read()).toEqual({ phone: { allow: [] } });
});

test('writes policies of single tools, those of MCP servers included', async () => {
  const { home, file, read } = await open();
  await file.write('agent.policies.place_call', 'deny');
  await file.write('agent.policies.mcp.files.read.all', { phone: 'deny' });
  expect(await read()).toEqual({
    agent: { policies: { place_call: 'deny', 'mcp.files.read.all': { phone: 'deny' } } },
  });
  const { settings, problems } = await loadSettings({ home, env: {} });
  expect(problems).toEqual([]);
  expect(settings['agent.policies']).toHaveProperty(['mcp.files.read.all'], { phone: 'deny' });
});

test('does writes at once one after the other', async () => {
  const { file, read } = await open();
  await Promise.all([
    file.write('agent.name', 'Ada'),
    file.write('phone.maxCallMs', 1).catch(() => undefined),
    file.write('phone.inbound', 'everyone'),
    file.write('agent.paused', true),
  ]);
  expect(await read()).toEqual({
    agent: { name: 'Ada', paused: true },
    phone: { inbound: 'everyone' },
  });
});

test('refuses what is not allowed and leaves a broken file alone', async () => {
  const { path, file } = await open('{"agent": ');
  await expect(file.write('phone.maxCallMs', 1)).rejects.toMatchObject({
    code: 'SETTING_INVALID',
    message: expect.stringContaining('phone.maxCallMs must be a whole number'),
  });
  await expect(file.write('agent.policies.fly', 'ask')).rejects.toMatchObject({
    code: 'SETTING_UNKNOWN',
  });
  await expect(file.write('agent.name', 'Ada')).rejects.toMatchObject({
    kind: 'settings',
    code: 'SETTINGS_FILE_BROKEN',
    remedy: expect.stringContaining(path),
  });
  expect(await readFile(path, 'utf8')).toBe('{"agent": ');
});

test('removes the drafts of a process that was killed, leaves young ones and keeps a link', async () => {
  const { home, path, file } = await open();
  await writeFile(join(home, 'settings.json.0a.tmp'), 'old');
  await writeFile(join(home, 'settings.json.0b.tmp'), 'young');
  await utimes(join(home, 'settings.json.0a.tmp'), 1, 1);
  await writeFile(join(home, 'kept-elsewhere.json'), '{}');
  await file.write('agent.name', 'Ada');
  expect((await readdir(home)).toSorted()).toEqual([
    'kept-elsewhere.json',
    'settings.json',
    'settings.json.0b.tmp',
  ]);
  await rm(path);
  await symlink(join(home, 'kept-elsewhere.json'), path);
  await file.write('agent.name', 'Eve');
  expect((await lstat(path)).isSymbolicLink()).toBe(true);
  expect(await readFile(join(home, 'kept-elsewhere.json'), 'utf8')).toContain('Eve');
});
