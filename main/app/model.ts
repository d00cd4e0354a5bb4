import { AppError, isAbort, RemoteError } from '../../shared/errors.ts';
import { effectiveLlmProvider } from '../../shared/settings.ts';
import type { Settings } from '../../shared/settings.ts';
import { toModelState, WatchedModel } from '../agent/models/model-connection.ts';
import type { ModelState } from '../agent/models/model-connection.ts';
import { createOpenAiCompatible } from '../agent/models/openai-compatible.ts';
import type { Model, ModelCatalog } from '../agent/ports.ts';
import type { Clock } from '../base/clock.ts';
import { sleep } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { Secrets } from '../settings/ports.ts';
import type { ConnectionBoard } from '../status/connections.ts';

const probeAgainMs = 60_000;

export type ModelParts = {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly board: ConnectionBoard;
  readonly clock: Clock;
  readonly log: Logger;
};

/** The model as settings name it; null stands for the built-in responder. */
export function joinModel(parts: ModelParts, signal: AbortSignal): Model | null {
  const { settings, secrets, board } = parts;
  const provider = effectiveLlmProvider(settings);
  const url = settings['llm.url'];
  const model = settings['llm.model'];
  if (provider !== 'openai-compatible' || url === null) {
    board.set('llm', withoutModel(provider));
    return null;
  }
  const name = model ?? 'the first model of the server';
  board.set('llm', { status: 'connecting', detail: `${name}, not asked yet.`, remedy: '' });
  const key = (): Promise<string | null> => secrets.get('llm-key');
  const inner = createOpenAiCompatible({
    ...{ url, model, key, lifetime: signal },
  });
  const show = (state: ModelState): void => board.set('llm', state);
  probe({ ...parts, catalog: inner, name, show }, signal).catch((error: unknown) => {
    if (!isAbort(error)) parts.log.error('the model was not probed', errorFields(error));
  });
  return new WatchedModel(inner, name, show);
}

/** Why no model answers. */
export function withoutModel(provider: string): ModelState {
  if (provider === 'builtin') {
    return {
      status: 'off',
      detail: 'No model is set up; the built-in responder keeps notes and takes messages.',
      remedy: 'Set llm.url (and llm.model) to a model server that speaks the OpenAI protocol.',
    };
  }
  return {
    status: 'refused',
    detail: `The provider ${provider} is not available in this version; the built-in responder answers.`,
    remedy: 'Set llm.provider to openai-compatible and llm.url to its address.',
  };
}

type ProbeParts = ModelParts & {
  readonly catalog: ModelCatalog;
  readonly name: string;
  readonly show: (state: ModelState) => void;
};

/** Tells a wrong address or key before the first question does; asks again while it fails. */
async function probe(parts: ProbeParts, signal: AbortSignal): Promise<void> {
  const { catalog, name, show, board, clock } = parts;
  for (;;) {
    try {
      await catalog.list(signal);
      return show({ status: 'connected', detail: name, remedy: '' });
    } catch (error) {
      if (signal.aborted || !(error instanceof AppError)) throw error;
      // A server without a list may answer questions all the same.
      if (error instanceof RemoteError) return;
      show(toModelState(error));
    }
    await sleep(clock, probeAgainMs, signal);
    if (board.states.llm.status === 'connected') return;
  }
}
