import { expect, test } from 'vitest';
import type { ModelPart } from '../../../../main/agent/ports.ts';
import { WatchedModel } from '../../../../main/agent/models/model-connection.ts';
import type { ModelState } from '../../../../main/agent/models/model-connection.ts';
import { AuthError, NetworkError, RemoteError, SettingsError } from '../../../../shared/errors.ts';
import { FakeModel } from '../agent-scene.ts';

const prompt = { system: '', messages: [] };

async function watch(parts: readonly (string | Error)[], signal = new AbortController().signal) {
  const inner = new FakeModel();
  inner.script = async function* () {
    for (const part of parts) {
      if (part instanceof Error) throw part;
      yield part;
    }
  };
  const states: ModelState[] = [];
  const model = new WatchedModel(inner, 'tiny', (state) => states.push(state));
  const said: ModelPart[] = [];
  let error: unknown = null;
  try {
    for await (const part of model.stream(prompt, signal)) said.push(part);
  } catch (thrown) {
    error = thrown;
  }
  return { said, states, error };
}

test('says that it is connected with the first word, once', async () => {
  const { said, states } = await watch(['a', 'b']);

  expect(said).toEqual(['a', 'b']);
  expect(states).toEqual([{ status: 'connected', detail: 'tiny', remedy: '' }]);
});

test.each([
  [new AuthError('X', 'Key refused.', { remedy: 'Set it.' }), 'refused'],
  [new SettingsError('X', 'Key refused.', 'Set it.'), 'refused'],
  [new NetworkError('X', 'Key refused.', { remedy: 'Set it.' }), 'failed'],
  [new RemoteError('X', 'Key refused.', { status: 500 }), 'failed'],
])('shows what failed and passes it on: %s', async (failure, status) => {
  const { states, error } = await watch(['a', failure]);

  expect(error).toBe(failure);
  expect(states.at(-1)).toEqual({ status, detail: 'Key refused.', remedy: failure.remedy });
});

test('does not take an abort for a failure of the model', async () => {
  const reason = new DOMException('closed', 'AbortError');

  const { states, error } = await watch([reason], AbortSignal.abort(reason));

  expect(error).toBe(reason);
  expect(states).toEqual([]);
});
