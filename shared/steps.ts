import type { ThreadMessage } from './thread.ts';
import type { TurnStep } from './turn-step.ts';

/** A message that was changed: what is told of the change leaves out its steps where they are as they were. */
export function keepSteps(
  known: Pick<ThreadMessage, 'steps'> | undefined,
  message: ThreadMessage,
): ThreadMessage {
  return message.steps || !known?.steps ? message : { ...message, steps: known.steps };
}

/** The turn whose steps stand with the message: with the reply, not with what it answers. */
export function turnOfSteps({ direction, turnId }: ThreadMessage): string | null {
  return direction === 'out' ? turnId : null;
}

/** The message with one more step, or with the newest state of one it has. */
export function withStep(message: ThreadMessage, step: TurnStep): ThreadMessage {
  const { steps = [] } = message;
  const index = steps.findIndex(({ id }) => id === step.id);
  return { ...message, steps: index === -1 ? [...steps, step] : steps.with(index, step) };
}
