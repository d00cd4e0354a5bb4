import { expect, test } from 'vitest';
import type { AgentLetter } from '../../../../main/agent/tools/message-ports.ts';
import type { LetterTarget } from '../../../../main/agent/tools/message-ports.ts';
import { createMessageTools } from '../../../../main/agent/tools/messages.ts';
import { agentScene } from '../agent-scene.ts';
import { call, rounds, told } from '../tool-scene.ts';

function scene(found: readonly LetterTarget[], args: unknown) {
  const written: AgentLetter[] = [];
  const letters = {
    find: async () => found,
    ownersPlace: async () => null,
    write: async (letter: AgentLetter) => void written.push(letter),
  };
  const model = rounds([call('send_carbon_voice_message', args)], ['So.']);
  const agent = agentScene({ model, tools: createMessageTools({ letters }) });
  return { ...agent, model, written };
}

const anna = { address: 'anna@example.com', name: 'Anna' };

test('a message to a person waits for a yes, and is then written under the id of its action', async () => {
  const args = { to: 'Anna', text: 'I am late.', links: ['https://example.com/map'] };
  const { ask, ledger, actions, written } = scene([anna], args);
  await ask();
  expect(written).toEqual([]);
  const [action] = await ledger.openActions();
  expect(action?.summary).toBe(
    'Send this Carbon Voice message to Anna (anna@example.com): “I am late.” With these links: https://example.com/map.',
  );
  const id = action?.id ?? '';
  await actions.answer({ id, verdict: 'approve', via: 'window' });
  await actions.idle();
  const { to: _to, ...rest } = args;
  expect(written).toEqual([{ id, address: 'anna@example.com', files: [], ...rest }]);
});

test.each([
  ['nobody', [], 'There is no contact or address'],
  ['several', [anna, { address: 'user:7', name: 'Anna' }], 'Several are meant: Anna (anna@'],
] as const)('a message to %s is refused before anybody is asked', async (_name, found, text) => {
  const { ask, ledger, model } = scene(found, { to: 'Anna', text: 'Hi.' });
  await ask();
  expect(told(model)[0]).toContain(text);
  expect(await ledger.openActions()).toEqual([]);
});

test.each([
  { to: 'a@b.example', text: '' },
  { to: 'a@b.example', text: 'Hi', links: ['file:///etc/passwd'] },
  { to: 'a@b.example', text: 'Hi', cc: 'x' },
  { to: 'x'.repeat(400), text: 'Hi' },
])('arguments out of the schema are refused: %j', async (args) => {
  const { ask, ledger, model } = scene([anna], args);
  await ask();
  expect(told(model)[0]).toContain('do not fit');
  expect(await ledger.openActions()).toEqual([]);
});
