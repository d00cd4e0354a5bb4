import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import { takeGivenSecrets } from '../../../main/settings/given-secrets.ts';

function credentials(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'adjutant-credentials-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test('takes the credentials of a service by the names of secrets, and leaves the others', () => {
  const env = {
    CREDENTIALS_DIRECTORY: credentials({
      'llm-key': 'sk-1\n',
      'mcp.files.token': 't',
      'another-service': 'x',
      'stt-key': ' \n',
    }),
    PATH: '/bin',
  };
  const given = takeGivenSecrets(env, silentLogger);
  expect([...given].toSorted(([a], [b]) => a.localeCompare(b))).toEqual([
    ['llm-key', { value: 'sk-1', source: 'the credential llm-key' }],
    ['mcp.files.token', { value: 't', source: 'the credential mcp.files.token' }],
  ]);
  // No child is to find the way there.
  expect(env).toEqual({ PATH: '/bin' });
});

test('a variable stands above a credential', () => {
  const folder = credentials({ 'llm-key': 'from the file' });
  const env = { CREDENTIALS_DIRECTORY: folder, ADJUTANT_LLM_KEY: 'from the variable' };
  const source = 'ADJUTANT_LLM_KEY';
  expect(takeGivenSecrets(env, silentLogger).get('llm-key')).toEqual({
    value: 'from the variable',
    source,
  });
});

test('a folder that is not there, and a folder by a name of ours, give nothing', () => {
  expect(takeGivenSecrets({ CREDENTIALS_DIRECTORY: '/nowhere' }, silentLogger).size).toBe(0);
  const folder = credentials({});
  mkdirSync(join(folder, 'llm-key'));
  expect(takeGivenSecrets({ CREDENTIALS_DIRECTORY: folder }, silentLogger).size).toBe(0);
});
