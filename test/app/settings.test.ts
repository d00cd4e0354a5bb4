import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { DisclosureYes } from '../../main/settings/disclosure-yes.ts';
import { ensureBuilt } from './built-app.ts';
import { runCli } from './cli.ts';
import { startInstance, temporaryHome } from './instance.ts';

beforeAll(ensureBuilt);

const write = (home: string, text: string): Promise<void> =>
  writeFile(join(home, 'settings.json'), text);

describe('settings', () => {
  test('that are invalid are named by their path, while the rest works', async () => {
    await using home = await temporaryHome();
    const settings = {
      'agent.name': 'Vera',
      'carbonvoice.digestAfterMs': 'soon',
      'agent.nmae': 'x',
    };
    await write(home.path, JSON.stringify(settings));
    await using app = await startInstance({
      home: home.path,
      env: { ADJUTANT_PHONE_SILENCE_PROMPT_MS: 'long', ADJUTANT_LLM_URL: 'not an address' },
    });
    const { settingsProblems } = await app.status();
    expect(settingsProblems.map(({ path }) => path).toSorted()).toEqual([
      'agent.nmae',
      'carbonvoice.digestAfterMs',
      'llm.url',
      'phone.silencePromptMs',
    ]);
    for (const { path, source, message } of settingsProblems) {
      expect(app.err).toContain(path);
      expect(source).toMatch(/settings\.json|ADJUTANT_/);
      expect(message).not.toBe('');
    }
    expect((await app.cli(['say', 'note that all is well'])).out).toContain('Noted');
    const people = await runCli(['status', '--home', home.path]);
    expect(people.out).toContain('setting carbonvoice.digestAfterMs: ');
  });

  test.each([
    ['broken', '{"agent.name": "Vera",'],
    ['no object', '[1, 2]'],
    ['empty', ''],
  ])('in a file that is %s are told of, and the file is left alone', async (_what, text) => {
    await using home = await temporaryHome();
    await write(home.path, text);
    await using app = await startInstance({ home: home.path });
    const { settingsProblems } = await app.status();
    expect(settingsProblems.length).toBe(text === '' ? settingsProblems.length : 1);
    for (const { source } of settingsProblems) expect(source).toBe('settings.json');
    expect((await app.cli(['say', 'note that all is well'])).code).toBe(0);
    expect(await readFile(join(home.path, 'settings.json'), 'utf8')).toBe(text);
  });
});

describe('the yes to calls without the first sentence', () => {
  test.each([
    ['stays beside the empty text', '', true],
    ['is taken back at a start with words', 'A machine speaks.', false],
  ])('%s', async (_what, words, isKept) => {
    await using home = await temporaryHome();
    await write(home.path, JSON.stringify({ 'phone.disclosure': words }));
    const yes = new DisclosureYes(home.path);
    await yes.give(0);
    await using app = await startInstance({ home: home.path });
    expect((await app.status()).settingsProblems).toEqual([]);
    expect(await yes.isGiven()).toBe(isKept);
  });
});

describe('secrets', () => {
  test('stay in memory without a keychain, which is said', async () => {
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path, env: { ADJUTANT_KEYCHAIN: 'on' } });
    const set = await app.cliProcess(['secret', 'set', 'llm-key'], { input: 'hidden-value\n' });
    expect(set.code).toBe(0);
    expect(JSON.parse(set.out)).toMatchObject({ name: 'llm-key', kept: 'memory' });
    const { keychain } = (await app.status()).connections;
    expect(keychain.status).toMatch(/^(failed|refused)$/);
    expect(keychain.detail).toContain('Kept for this run only: llm-key.');
    expect(keychain.remedy).not.toBe('');
    expect(JSON.parse((await app.cli(['secret', 'list'])).out)).toEqual({ names: ['llm-key'] });
    expect(JSON.parse((await app.cli(['secret', 'delete', 'llm-key'])).out)).toMatchObject({
      deleted: true,
    });
    expect(app.out + app.err).not.toContain('hidden-value');
  });

  test('are refused without an instance where there is no keychain', async () => {
    await using home = await temporaryHome();
    const args = ['secret', 'set', 'llm-key', '--home', home.path];
    const set = await runCli(args, { input: 'hidden-value', env: { ADJUTANT_KEYCHAIN: 'on' } });
    expect([set.code, set.out]).toEqual([1, '']);
    expect(set.err.trimEnd().split('\n')).toHaveLength(1);
    expect(set.err).not.toContain('hidden-value');
  });

  test('of a variable cannot be changed, and unknown names are wrong usage', async () => {
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path, env: { ADJUTANT_LLM_KEY: 'k' } });
    const set = await app.cli(['secret', 'set', 'llm-key'], { input: 'other' });
    expect(set.code).toBe(1);
    expect(set.err).toContain('ADJUTANT_LLM_KEY');
    expect((await app.cli(['secret', 'set', 'no-such-name'], { input: 'x' })).code).toBe(2);
    expect((await app.cli(['secret', 'set', 'stt-key'], { input: ' \n' })).code).toBe(1);
    expect(JSON.parse((await app.cli(['secret', 'list'])).out)).toEqual({ names: ['llm-key'] });
  });
});
