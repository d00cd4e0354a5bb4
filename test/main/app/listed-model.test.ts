import { afterAll, beforeAll, expect, test } from 'vitest';
import { openModel } from '../../../main/app/listed-model.ts';
import type { ChosenModel } from '../../../main/app/model-choice.ts';
import { AuthError } from '../../../shared/errors.ts';
import { startModelServer } from '../../peers/model-server.ts';
import type { ModelServer } from '../../peers/model-server.ts';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server[Symbol.asyncDispose]());

const locked = new AuthError('KEYCHAIN_LOCKED', 'The keychain is locked.');
const secrets = { get: () => Promise.reject(locked) };
const chosen = {
  ...{ provider: 'openai-compatible', model: null, keyName: 'llm-key', setting: 'llm.model' },
  ...{ name: 'a model', fault: null, prices: null, limits: null },
} as const satisfies Omit<ChosenModel, 'url'>;

function listOf(url: string): Promise<readonly string[]> {
  return openModel({ ...chosen, url }, secrets, { proxies: null }).list(
    AbortSignal.timeout(20_000),
  );
}

test('a model of this machine is asked without a key while the keychain is locked', async () => {
  expect(await listOf(server.url)).toEqual(['first-listed']);
});

test('one elsewhere is not: it would take that for a wrong key', async () => {
  await expect(listOf('https://model.example/v1')).rejects.toMatchObject({
    code: 'KEYCHAIN_LOCKED',
  });
});
