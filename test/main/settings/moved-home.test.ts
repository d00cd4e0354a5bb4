import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { formerPlaces, rememberPlace } from '../../../main/settings/home-places.ts';
import { KeytarSecrets } from '../../../main/settings/keytar-secrets.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeKeytar } from '../../fakes/fake-keytar.ts';

async function scene() {
  const folder = await mkdtemp(join(tmpdir(), 'adjutant-moved-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const keytar = new FakeKeytar();
  /** A start on a home, as far as its secrets go. */
  const start = async (name: string): Promise<KeytarSecrets> => {
    const home = join(folder, name);
    await mkdir(home, { recursive: true });
    await rememberPlace(home);
    const load = async () => keytar;
    return new KeytarSecrets({ home, clock: new FakeClock(), load, platform: 'linux' });
  };
  const move = (from: string, to: string) => rename(join(folder, from), join(folder, to));
  return { folder, keytar, start, move };
}

test('a moved home finds its secrets, which are then kept under its new place only', async () => {
  const { keytar, start, move } = await scene();
  const before = await start('old');
  await before.set('llm-key', 'value');
  await before.set('mcp.files.token', 'token');
  const accounts = [...keytar.entries.keys()];
  await move('old', 'new');
  const after = await start('new');
  expect(await after.list()).toEqual(['llm-key', 'mcp.files.token']);
  expect(await after.get('llm-key')).toBe('value');
  expect(await after.get('stt-key')).toBeNull();
  expect(keytar.entries.size).toBe(accounts.length);
  expect(accounts.filter((account) => keytar.entries.has(account))).toEqual([]);
});

test('a home that was moved twice before anything was asked for finds them, too', async () => {
  const { start, move } = await scene();
  await (await start('a')).set('llm-key', 'value');
  await move('a', 'b');
  await start('b');
  await move('b', 'c');
  expect(await (await start('c')).get('llm-key')).toBe('value');
});

test('what is set or deleted after the move does not come back as it was', async () => {
  const { keytar, start, move } = await scene();
  const before = await start('old');
  await before.set('llm-key', 'value');
  await before.set('stt-key', 'value');
  await move('old', 'new');
  const after = await start('new');
  await after.set('llm-key', 'another');
  expect(await after.delete('stt-key')).toBe(true);
  expect(await (await start('new')).list()).toEqual(['llm-key']);
  expect(await after.get('llm-key')).toBe('another');
  expect(keytar.entries.size).toBe(1);
});

test('a place that may only be out of reach gives nothing away', async () => {
  const { folder, keytar, start, move } = await scene();
  const before = await start('volume/home');
  await before.set('llm-key', 'value');
  await cp(join(folder, 'volume/home'), join(folder, 'copy'), { recursive: true });
  // Not mounted: first its folder is there and empty, then it is not there at all.
  await move('volume', 'away');
  await mkdir(join(folder, 'volume'));
  expect(await (await start('copy')).get('llm-key')).toBeNull();
  await rm(join(folder, 'volume'), { recursive: true });
  const copy = await start('copy');
  expect(await copy.get('llm-key')).toBeNull();
  await copy.set('llm-key', 'another');
  await move('away', 'volume');
  expect(await (await start('volume/home')).get('llm-key')).toBe('value');
  expect([...keytar.entries.values()].toSorted()).toEqual(['another', 'value']);
});

test('the former entry stays until the new one can be read', async () => {
  const { keytar, start, move } = await scene();
  await (await start('old')).set('llm-key', 'value');
  await move('old', 'new');
  const after = await start('new');
  const forgetful = vi.spyOn(keytar, 'setPassword').mockResolvedValue();
  expect(await after.get('llm-key')).toBe('value');
  await after.set('llm-key', 'another');
  forgetful.mockRestore();
  expect(await after.get('llm-key')).toBe('value');
  expect(keytar.entries.size).toBe(1);
});

test('a copy takes nothing from the home that it was made of, nor from another one there', async () => {
  const { folder, keytar, start } = await scene();
  const first = await start('first');
  await first.set('llm-key', 'value');
  await cp(join(folder, 'first'), join(folder, 'copy'), { recursive: true });
  expect(await (await start('copy')).get('llm-key')).toBeNull();
  expect(await first.get('llm-key')).toBe('value');
  expect(keytar.entries.size).toBe(1);
});

test('a locked keychain moves nothing, and the next start does', async () => {
  const { keytar, start, move } = await scene();
  await (await start('old')).set('llm-key', 'value');
  await move('old', 'new');
  keytar.locked = true;
  await expect((await start('new')).get('llm-key')).rejects.toMatchObject({
    code: 'KEYCHAIN_LOCKED',
  });
  keytar.locked = false;
  expect(await (await start('new')).get('llm-key')).toBe('value');
});

test.each(['', '{', '[]', '{"place":7}', '{"place":"/x","former":"y"}'])(
  'a damaged note of places (%j) is none',
  async (text) => {
    const { folder, start } = await scene();
    await start('home');
    await writeFile(join(folder, 'home/places.json'), text);
    expect(formerPlaces(join(folder, 'home'))).toEqual([]);
    await rememberPlace(join(folder, 'home'));
    const note = await readFile(join(folder, 'home/places.json'), 'utf8');
    expect(JSON.parse(note)).toMatchObject({ former: [] });
  },
);
