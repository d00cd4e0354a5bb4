import type { Model, Prompt } from './ports.ts';

/** The words that a model answers; after so many characters it is not asked to go on. Throws as the model does. */
export async function readWords(
  model: Pick<Model, 'stream'>,
  { prompt, maxChars }: { readonly prompt: Prompt; readonly maxChars: number },
  signal: AbortSignal,
): Promise<string> {
  const enough = new AbortController();
  let answer = '';
  for await (const part of model.stream(prompt, AbortSignal.any([signal, enough.signal]))) {
    if (typeof part === 'string') answer += part;
    if (answer.length < maxChars) continue;
    enough.abort();
    break;
  }
  return answer.slice(0, maxChars);
}
