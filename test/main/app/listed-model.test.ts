import { afterAll, beforeAll, expect, test } from 'vitest';
import { FallbackModel } from '../../../main/agent/models/fallback.ts';
import { ListedModel, openModel } from '../../../main/app/listed-model.ts';
import type { ChosenModel } from '../../../main/app/model-choice.ts';
import { AuthError } from '../../../shared/errors.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
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

test('a model that is slow on calls hears of its pace, and tells it', async () => {
  const { signal } = new AbortController();
  const clock = new FakeClock();
  const listed = new ListedModel(
    { ...chosen, url: server.url },
    {
      ...{ secrets, lifetime: signal, proxies: null, refusal: () => null },
      ...{ onUse: () => {}, onChange: () => {} },
      // Each answer takes three seconds to its first words.
      onAsk: () => {
        clock.setNow(clock.now() + 3000);
        return () => {};
      },
    },
  );
  const model = new FallbackModel([listed], clock);
  for (let turn = 0; turn < 5; turn += 1) {
    const messages = [{ role: 'user', content: 'What is the time?' }] as const;
    for await (const part of model.stream({ system: '', messages, channel: 'phone' }, signal))
      expect(part).toBeDefined();
  }
  expect(listed.view.slowMedianMs).toBe(3000);
});
