import type { Channel } from '../../../shared/thread.ts';
import type { Prompt } from '../ports.ts';

/** What one question used, in tokens. */
export type ModelUse = {
  readonly channel: Channel;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** The provider told nothing: counted by characters. */
  readonly isEstimated: boolean;
};

/** Characters of one token, about: English has four; other languages have fewer, and are counted as too few. */
const charactersOfToken = 4;

/** What a number of characters comes to. */
export function estimateTokens(characters: number): number {
  return Math.ceil(characters / charactersOfToken);
}

/** Characters of all that a model is sent. */
export function lengthOfPrompt({ system, messages, tools = [] }: Prompt): number {
  const parts = messages.map((message) => {
    if (message.role === 'tool') return message.results.map(({ text }) => text).join('');
    return 'calls' in message ? message.content + JSON.stringify(message.calls) : message.content;
  });
  const all = [system, ...parts, ...(tools.length > 0 ? [JSON.stringify(tools)] : [])];
  return all.reduce((sum, part) => sum + part.length, 0);
}

type Told = {
  readonly inputTokens?: number | undefined;
  readonly outputTokens?: number | undefined;
};

/** Counts one question while its answer comes, and tells once what it used, however it ends. */
export class UseCount {
  readonly #prompt: Prompt;
  #characters = 0;
  #isAsked = false;
  #told: Told = {};

  constructor(prompt: Prompt) {
    this.#prompt = prompt;
  }

  /** The request was taken: from here on it costs. */
  asked(): void {
    this.#isAsked = true;
  }

  wrote(characters: number): void {
    this.asked();
    this.#characters += characters;
  }

  get characters(): number {
    return this.#characters;
  }

  /** As the provider counted; it tells at the end, so of an answer that is given up nothing is known. */
  tell(told: Told): void {
    this.asked();
    this.#told = told;
  }

  /** Null where nothing was used. */
  read(): ModelUse | null {
    if (!this.#isAsked) return null;
    const { inputTokens, outputTokens } = this.#told;
    // Some servers tell zeros for what they do not count.
    const isTold = isCount(inputTokens) && isCount(outputTokens);
    return {
      channel: this.#prompt.channel ?? 'system',
      inputTokens: isTold ? inputTokens : estimateTokens(lengthOfPrompt(this.#prompt)),
      outputTokens: isTold ? outputTokens : estimateTokens(this.#characters),
      isEstimated: !isTold,
    };
  }
}

function isCount(tokens: number | undefined): tokens is number {
  return tokens !== undefined && Number.isFinite(tokens) && tokens > 0;
}
