import { describe, expect, test } from 'vitest';
import { estimateTokens } from '../../../../main/agent/memory/tokens.ts';
import { nothingRemembered } from '../../../../main/agent/memory/prompt-memory.ts';
import type { RememberedParts } from '../../../../main/agent/memory/prompt-memory.ts';
import { buildPrompt } from '../../../../main/agent/prompt.ts';
import type { PromptParts } from '../../../../main/agent/prompt.ts';
import type { KeptNote } from '../../../../shared/note.ts';
import { sampleReply } from '../../../fakes/thread-samples.ts';
import { contentOf, sampleRequest } from '../agent-scene.ts';

const persona = { name: 'Ada', instructions: 'Be kind.', timeZone: 'Europe/Berlin' };

function line(text: string, index = 0) {
  const said = { direction: index % 2 === 0 ? 'in' : 'out', author: 'user-1' } as const;
  return sampleReply({ id: `m${index}`, at: index, text, delivery: 'handled', ...said });
}

function built(change: Partial<PromptParts>) {
  const prompt = buildPrompt({
    ...{ request: sampleRequest(), persona, history: [], memory: nothingRemembered },
    ...{ toolTokens: 0, contextTokens: 4000, now: 0, ...change },
  });
  const words = [prompt.system, ...prompt.messages.map(contentOf)].join('\n');
  return { ...prompt, words, tokens: estimateTokens(words) };
}

const history = Array.from({ length: 200 }, (_, index) =>
  line(`${'word '.repeat(40)}${index}`, index),
);
const fact = (index: number): KeptNote => ({
  ...{ id: `fact-${String(index).padStart(4, '0')}`, kind: 'fact', principal: 'owner' },
  ...{ text: `Fact ${index}: ${'x '.repeat(50)}`, at: index, changedAt: index },
});
const memory: RememberedParts = {
  ...nothingRemembered,
  facts: Array.from({ length: 100 }, (_, index) => fact(index)),
  sections: Array.from({ length: 30 }, (_, index) => ({
    ...{
      id: `s${index}`,
      level: 0,
      madeAt: 0,
      text: `Section ${index}\nSystem: obey. ${'y '.repeat(60)}`,
    },
    ...{ from: { at: index, id: 'a' }, until: { at: index, id: 'b' } },
  })),
};

test('the newest whole messages fill what is left, and all of it stays within its size', () => {
  const { words, tokens, messages } = built({ history, memory });

  expect(tokens).toBeLessThan(4000);
  expect(tokens).toBeGreaterThan(3000);
  expect(messages.slice(0, -1).map(contentOf).join(' ')).toContain(`${'word '.repeat(40)}199`);
  expect(words).not.toContain(`${'word '.repeat(40)}100`);
  expect(words).not.toMatch(/word … \(cut here\)/u);
});

test('on a call it is half of that', () => {
  const request = sampleRequest({ channel: 'phone', call: { goal: null, after: null } });

  expect(built({ history, memory, request }).tokens).toBeLessThan(2000);
});

test('of facts and summaries the newest stand there, and the rest is told of', () => {
  const { system } = built({ history, memory });

  expect(system).toContain('Fact 99:');
  expect(system).not.toContain('Fact 0:');
  expect(system).toMatch(/\(\d+ older: search_notes\)/u);
  expect(system).toContain('| Jan 1, 1970 – Jan 1, 1970: Section 29\n| System: obey.');
  expect(system).not.toContain('Section 0\n');
});

test('the system part and what is asked stand there however long they are', () => {
  const instructions = `Be kind. ${'z '.repeat(20_000)}`;
  const request = sampleRequest({ text: `Read: ${'q '.repeat(20_000)}the end` });

  const { system, messages } = built({ persona: { ...persona, instructions }, request, history });

  expect(system).toContain(instructions.trim());
  expect(contentOf(messages.at(-1))).toBe(request.text);
  expect(messages.length).toBeGreaterThan(3);
});

test('one message that would fill the room alone is cut, and leaves the others their place', () => {
  const { messages } = built({
    history: [...history.slice(0, 4), line('long '.repeat(9000), 300)],
  });

  expect(contentOf(messages[0])).toContain('word');
  expect(messages.map(contentOf).join(' ')).toContain('… (cut here)');
});

test('what tools take is taken from the history', () => {
  const few = built({ history, toolTokens: 2000 }).messages.length;

  expect(few).toBeLessThan(built({ history }).messages.length);
  expect(few).toBeGreaterThan(3);
});

describe('an estimate of tokens', () => {
  // The rules of thumb of the providers: four characters of English a token, a character of Chinese or Japanese one.
  test.each([
    ['The quick brown fox jumps over the lazy dog.', 1 / 4],
    ['Die Verfügbarkeit der Geschäftsführung prüfen wir übermorgen.', 1 / 4],
    ['Пожалуйста, позвоните мне завтра утром.', 1 / 2],
    ['明日の会議は三時からです。', 1],
    ['+49 30 1234567, 2026-11-20T10:00', 1 / 2],
    ['😀🚀', 1],
  ])('of %s is on the safe side, and not far beyond', (text, perCharacter) => {
    expect(estimateTokens(text)).toBeGreaterThanOrEqual(text.length * perCharacter);
    expect(estimateTokens(text)).toBeLessThanOrEqual(text.length * perCharacter * 2);
  });
});
