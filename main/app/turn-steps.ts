import type { Action } from '../../shared/action.ts';
import { turnOfSteps } from '../../shared/steps.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { TurnStep } from '../../shared/turn-step.ts';
import type { ActionReader } from '../agent/actions/ports.ts';
import { errorFields } from '../base/log.ts';
import type { Logger } from '../base/log.ts';
import type { Emitter } from '../base/emitter.ts';
import type { StatePublisher } from '../ipc/state-publisher.ts';
import type { ThreadNews } from '../thread/news.ts';

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

export type StepSources = {
  readonly actions: Pick<Emitter<Action>, 'on'>;
  readonly news: Pick<Emitter<ThreadNews>, 'on'>;
  readonly reader: ActionReader;
  readonly log: Pick<Logger, 'error'>;
};

/** Tells the window what is done for its replies. Returns what ends it. */
export function followSteps(sources: StepSources, publisher: StepTeller): () => void {
  const stops = [
    sources.actions.on((action) => {
      if (action.turnId !== null) publisher.tellStep(action.turnId, toTurnStep(action));
    }),
    sources.news.on((news) => {
      const turnId = turnThatAppears(news);
      if (turnId === null) return;
      tellEarlier(turnId, sources, publisher).catch((error: unknown) =>
        sources.log.error('what was done for a reply could not be read', errorFields(error)),
      );
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

type StepTeller = Pick<StatePublisher, 'tellStep'>;

/** A reply of which something may have been done before: one that is begun anew, or that is shown once it is said. */
function turnThatAppears(news: ThreadNews): string | null {
  if (news.type === 'reply-started') return turnOfSteps(news.reply);
  const isSaid = news.type === 'message-saved' && news.message.channel === 'phone';
  return isSaid ? turnOfSteps(news.message) : null;
}

async function tellEarlier(
  turnId: string,
  { reader, actions }: StepSources,
  publisher: StepTeller,
): Promise<void> {
  const newer = new Set<string>();
  const stop = actions.on(({ id }) => newer.add(id));
  try {
    for (const action of await reader.actionsOfTurns({ turnIds: [turnId] })) {
      if (!newer.has(action.id)) publisher.tellStep(turnId, toTurnStep(action));
    }
  } finally {
    stop();
  }
}
