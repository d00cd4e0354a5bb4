import { AppError } from '../../shared/errors.ts';
import type { ChatMessage, ReplyEvent } from './ports.ts';
import { runTurn } from './turn-loop.ts';
import type { AskedTurn } from './turn-loop.ts';

/**
 * A turn to its end; where the model cannot read so much at once, and nothing was said or done yet, once more with the
 * newer half of the history. Throws AppError.
 */
export async function* runFittingTurn(
  turn: AskedTurn,
  signal: AbortSignal,
): AsyncIterable<ReplyEvent> {
  let hasBegun = false;
  try {
    for await (const event of runTurn(turn, signal)) {
      hasBegun = true;
      yield event;
    }
  } catch (error) {
    const messages = newerHalf(turn.prompt.messages);
    const isFull = error instanceof AppError && error.code === 'LLM_CONTEXT_FULL';
    if (hasBegun || !isFull || messages === null) throw error;
    yield* runTurn({ ...turn, prompt: { ...turn.prompt, messages } }, signal);
  }
}

/** The question itself always stays. Null where there is nothing to leave out. */
export function newerHalf(messages: readonly ChatMessage[]): readonly ChatMessage[] | null {
  if (messages.length < 2) return null;
  const half = messages.slice(Math.ceil(messages.length / 2));
  // Anthropic: a conversation begins with whoever asks.
  const begins = half.findIndex(({ role }) => role === 'user');
  return begins < 0 ? messages.slice(-1) : half.slice(begins);
}
