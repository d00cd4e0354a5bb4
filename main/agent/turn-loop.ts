import { ProtocolError } from '../../shared/errors.ts';
import type {
  ChatMessage,
  Model,
  ModelPart,
  Prompt,
  ReplyEvent,
  ToolCall,
  TurnRequest,
} from './ports.ts';
import type { ToolUse } from './tool-use.ts';

export type AskedTurn = {
  readonly model: Model;
  readonly prompt: Prompt;
  readonly request: TurnRequest;
  readonly use: ToolUse;
};

/** Questions to the model in one turn; a caller waits for every one of them. */
const maxRounds = { written: 10, spoken: 5 };

const enough: ChatMessage = {
  role: 'user',
  content: '(You can use no more tools for this answer. Answer now with what you have.)',
};

/**
 * Asks the model, does what it calls for, and asks again with what came of it, until it has answered. The history that
 * is kept is the thread's alone: a turn that is given up at any point leaves nothing half behind. Throws AppError.
 */
export async function* runTurn(turn: AskedTurn, signal: AbortSignal): AsyncIterable<ReplyEvent> {
  const { prompt, request, use } = turn;
  const rounds = request.call ? maxRounds.spoken : maxRounds.written;
  let messages: readonly ChatMessage[] = prompt.messages;
  let hasWords = false;
  for (let round = 1; round <= rounds; round += 1) {
    const mayCall = round < rounds && !use.isSpent;
    const answer = new Answer(hasWords, request.call !== undefined);
    const asked = mayCall
      ? { ...prompt, messages, tools: use.specs }
      : { ...prompt, messages: [...messages, enough], tools: [] };
    yield* answer.read(turn.model.stream({ ...asked, channel: request.channel }, signal));
    hasWords ||= answer.text !== '';
    const { text: content, calls } = answer;
    if (calls.length === 0 || !mayCall) break;
    const results = [];
    for (const call of calls) results.push(yield* use.call(call, signal));
    messages = [...messages, { role: 'assistant', content, calls }, { role: 'tool', results }];
  }
  if (hasWords) return;
  const account = use.account().trim();
  if (account === '') throw new ProtocolError('LLM_EMPTY', 'The model sent an empty answer.');
  yield { type: 'text', text: account };
}

/** What the model says in one round. */
class Answer {
  text = '';
  readonly calls: ToolCall[] = [];
  readonly #goesOn: boolean;
  readonly #isSpoken: boolean;

  /** `goesOn`: something was said in a round before. */
  constructor(goesOn: boolean, isSpoken: boolean) {
    this.#goesOn = goesOn;
    this.#isSpoken = isSpoken;
  }

  async *read(stream: AsyncIterable<ModelPart>): AsyncIterable<ReplyEvent> {
    for await (const part of stream) {
      if (typeof part !== 'string') this.calls.push(part);
      else yield* this.#say(part);
    }
  }

  *#say(part: string): Iterable<ReplyEvent> {
    const isFirst = this.text === '';
    // Blanks are no answer, however many come.
    if (isFirst && part.trim() === '') return;
    this.text += part;
    const gap = this.#isSpoken ? ' ' : '\n\n';
    yield { type: 'text', text: isFirst && this.#goesOn ? gap + part : part };
  }
}
