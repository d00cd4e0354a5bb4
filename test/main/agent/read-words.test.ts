import { expect, test } from 'vitest';
import { readWords } from '../../../main/agent/read-words.ts';
import type { Prompt } from '../../../main/agent/ports.ts';

const prompt = { system: '', messages: [] };

test('an answer that does not end is ended once there is enough of it', async () => {
  let asked: AbortSignal | null = null;
  const model = {
    async *stream(_prompt: Prompt, signal: AbortSignal) {
      asked = signal;
      for (;;) yield await Promise.resolve('words');
    },
  };
  const { signal } = new AbortController();
  expect(await readWords(model, { prompt, maxChars: 12 }, signal)).toBe('wordswordswo');
  expect(asked).toMatchObject({ aborted: true });
});
