import type { Action } from '../../shared/action.ts';
import { turnOfSteps } from '../../shared/steps.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { TurnStep } from '../../shared/turn-step.ts';
import type { ActionReader } from '../agent/actions/ports.ts';

/** The whole of it is in the list of everything that was done. */
const maxReasonChars = 400;

const undone: ReadonlySet<Action['state']> = new Set(['failed', 'unknown']);

/** An action as the thread shows it under the reply. What a tool found out is for the model; why it failed, for people. */
export function toTurnStep({ id, tool, summary, state, result }: Action): TurnStep {
  const reason = undone.has(state) && result !== null && result !== '' ? result : null;
  const isLong = reason !== null && reason.length > maxReasonChars;
  return {
    ...{ id, tool, summary, state },
    reason: isLong ? `${reason.slice(0, maxReasonChars)}…` : reason,
  };
}

/** Messages with what was done for them, by one question for all. */
export async function withSteps(
  reader: ActionReader,
  messages: readonly ThreadMessage[],
): Promise<readonly ThreadMessage[]> {
  const turnIds = [...new Set(messages.flatMap((message) => turnOfSteps(message) ?? []))];
  if (turnIds.length === 0) return messages;
  const actions = Map.groupBy(
    await reader.actionsOfTurns({ turnIds }),
    ({ turnId }) => turnId ?? '',
  );
  return messages.map((message) => {
    const done = actions.get(turnOfSteps(message) ?? '');
    return done ? { ...message, steps: done.map(toTurnStep) } : message;
  });
}
