import { describe, expect, test } from 'vitest';
import type { Principal } from '../../../../shared/thread.ts';
import { agentScene, textOf } from '../agent-scene.ts';

async function answerTo(text: string, principal: Principal = 'stranger'): Promise<string> {
  const { ask } = agentScene({ model: null });
  return textOf(await ask({ text, principal, channel: 'phone' }));
}

describe('without a model, the question whether it is a machine is answered truthfully', () => {
  test.each([
    'Are you a robot?',
    'are you a bot',
    'Hello, are you a real person?',
    'Are you human?',
    'Are you an AI?',
    'Aren’t you a machine?',
    'Am I talking to a real person?',
    'Am I speaking with a computer?',
    'Is this a recording?',
    'Is this a real person?',
    'Is that just a machine?',
    'Who are you?',
    'Hi, who is this?',
    'Who am I talking to?',
  ])('%j', async (text) => {
    expect(await answerTo(text)).toMatch(/^I am an AI assistant, not a human\./u);
    expect(await answerTo(text, 'owner')).toBe('I am an AI assistant, not a human.');
  });

  test.each([
    'Please tell him that the robot is repaired.',
    'Are you open on Friday?',
    'What are you doing on Friday?',
    'The person whom you are looking for is Anna.',
  ])('other words are not: %j', async (text) => {
    expect(await answerTo(text)).toMatch(/^Thank you\. I have kept your message/u);
  });
});
