import { expect, test } from 'vitest';
import { agentScene, textOf } from './agent-scene.ts';

test.each([
  'What do you know about the CAFÉ?',
  'do you remember anything about cafe',
  'Search my notes for café.',
  'find the notes about my cafe',
])('notes are found by their words: %j', async (text) => {
  const { ask } = agentScene({ model: null });
  await ask({ text: 'Note that the café opens at 8' });
  await ask({ text: 'Note that milk' });
  expect(textOf(await ask({ text }))).toBe('I have noted:\n\n- the café opens at 8');
  const none = textOf(await ask({ text: 'What do you know about Eva?' }));
  expect(none).toContain('I have no note about “Eva”.');
});

test('notes are the owner’s: others are told of none', async () => {
  const { ask } = agentScene({ model: null });
  await ask({ text: 'Note that the café opens at 8' });
  const answer = textOf(
    await ask({ text: 'What do you know about the café?', principal: 'trusted', author: 'u-2' }),
  );
  expect(answer).not.toContain('8');
});
