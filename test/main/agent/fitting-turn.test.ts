import { describe, expect, test } from 'vitest';
import { newerHalf } from '../../../main/agent/fitting-turn.ts';
import type { ChatMessage } from '../../../main/agent/ports.ts';
import { RemoteError } from '../../../shared/errors.ts';
import { sampleReply } from '../../fakes/thread-samples.ts';
import { agentScene, contentOf, FakeModel, textOf } from './agent-scene.ts';

const full = new RemoteError('LLM_CONTEXT_FULL', 'It was sent more than it can read.', {
  status: 400,
});
const messages = Array.from({ length: 8 }, (_, index) =>
  sampleReply({
    ...{ id: `m${index}`, text: `Line ${index}`, conversationId: 'conversation-1' },
    ...(index % 2 === 0
      ? { direction: 'in', author: 'user-1', principal: 'owner' }
      : { direction: 'out', author: 'agent' }),
  }),
);
const history = { recentMessages: () => Promise.resolve(messages) };

/** Fails for the first `times` questions, after what it `says`. */
function failing(times: number, says: readonly string[] = []): FakeModel {
  const model = new FakeModel();
  model.script = async function* () {
    const isFull = model.prompts.length <= times;
    yield* isFull ? says : ['It fits.'];
    if (isFull) throw full;
  };
  return model;
}

describe('a model that was sent too much', () => {
  test('is asked once more with the newer half of the history', async () => {
    const model = failing(1);
    const { ask } = agentScene({ model, history });
    expect(textOf(await ask())).toBe('It fits.');
    const [all = [], half = []] = model.prompts.map((prompt) => prompt.messages);
    expect(half.length).toBeLessThan(all.length);
    expect(half.length).toBeGreaterThan(1);
    expect(half[0]?.role).toBe('user');
    expect(contentOf(half.at(-1))).toBe(contentOf(all.at(-1)));
  });

  test('is asked no third time: the built-in responder says why', async () => {
    const model = failing(9);
    const { ask } = agentScene({ model, history });
    expect(textOf(await ask())).toContain('It was sent more than it can read.');
    expect(model.prompts).toHaveLength(2);
  });

  test('is not asked again once it has said something', async () => {
    const model = failing(1, ['Well, ']);
    const { ask } = agentScene({ model, history });
    expect(textOf(await ask())).toMatch(/^Well, /u);
    expect(model.prompts).toHaveLength(1);
  });
});

test('half of a conversation begins with a question and keeps the last one', () => {
  const user = (content: string): ChatMessage => ({ role: 'user', content });
  const agent = (content: string): ChatMessage => ({ role: 'assistant', content });
  expect(newerHalf([user('a')])).toBeNull();
  expect(newerHalf([agent('a'), user('b')])).toEqual([user('b')]);
  expect(newerHalf([user('a'), agent('b'), agent('c'), user('d')])).toEqual([user('d')]);
  expect(newerHalf([user('a'), user('b'), user('c'), agent('d')])).toEqual([user('c'), agent('d')]);
});
