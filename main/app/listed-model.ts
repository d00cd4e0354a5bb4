import { AuthError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import { isLoopback } from '../base/loopback.ts';
import type { Candidate, Pace } from '../agent/models/fallback.ts';
import { toModelState, WatchedModel } from '../agent/models/model-connection.ts';
import type { ModelState } from '../agent/models/model-connection.ts';
import type { ModelView } from '../agent/models/models-view.ts';
import { estimateTokens, lengthOfPrompt } from '../agent/models/model-use.ts';
import type { ModelUse } from '../agent/models/model-use.ts';
import { PaceWatch } from '../agent/models/pace.ts';
import { createStreamedModel } from '../agent/models/streamed-model.ts';
import type { StreamedModelOptions } from '../agent/models/streamed-model.ts';
import type { Model, ModelCatalog } from '../agent/ports.ts';
import type { Proxies } from '../base/proxy.ts';
import type { Secrets } from '../settings/ports.ts';
import { providers } from './model-choice.ts';
import type { ChosenModel } from './model-choice.ts';

/** A connection to a model as settings name it. */
export function openModel(
  chosen: ChosenModel,
  secrets: Pick<Secrets, 'get'>,
  more: Pick<StreamedModelOptions, 'limits' | 'onUse' | 'lifetime' | 'proxies'>,
): Model & ModelCatalog {
  const { provider, url, model, keyName, setting, limits } = chosen;
  if (url === null && providers[provider].url === null && chosen.fault)
    return refusing(chosen.fault);
  return createStreamedModel({
    ...{ provider: providers[provider], url, model, identity: { keyName, setting } },
    key: () => keyOf(chosen, secrets),
    contextTokens: limits?.contextTokens ?? null,
    outputTokens: limits?.outputTokens ?? null,
    ...more,
  });
}

/** Null for none. A model of this machine mostly wants none, and is asked although the keychain is locked. */
async function keyOf(
  { keyName, url }: ChosenModel,
  secrets: Pick<Secrets, 'get'>,
): Promise<string | null> {
  if (keyName === null) return null;
  try {
    return await secrets.get(keyName);
  } catch (error) {
    if (error instanceof AuthError && url !== null && isLoopback(url)) return null;
    throw error;
  }
}

/** A model that cannot be asked. */
function refusing(fault: AppError): Model & ModelCatalog {
  return {
    stream: () => ({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(fault) }),
    }),
    list: () => Promise.reject(fault),
  };
}

/** What a question surely uses counts from when it leaves. */
function counted(server: Model, onAsk: ListedModelParts['onAsk']): Model {
  return {
    ...server,
    stream: async function* (prompt, signal) {
      const inputTokens = estimateTokens(lengthOfPrompt(prompt));
      const ended = onAsk({ channel: prompt.channel ?? 'system', inputTokens });
      try {
        yield* server.stream(prompt, signal);
      } finally {
        ended();
      }
    },
  };
}

export type ListedModelParts = {
  readonly secrets: Pick<Secrets, 'get'>;
  readonly lifetime: AbortSignal;
  readonly proxies: Proxies | null;
  readonly onUse: NonNullable<StreamedModelOptions['onUse']>;
  readonly refusal: Candidate['refusal'];
  /** A question leaves; to be called when it has ended. */
  readonly onAsk: (use: Pick<ModelUse, 'channel' | 'inputTokens'>) => () => void;
  /** Where it stands has changed. */
  readonly onChange: () => void;
};

/** One model of the list, and where it stands. */
export class ListedModel implements Candidate {
  readonly chosen: ChosenModel;
  readonly model: Model;
  readonly catalog: ModelCatalog;
  readonly refusal: Candidate['refusal'];
  readonly #pace: PaceWatch;
  readonly #onChange: () => void;
  #state: ModelState;

  constructor(chosen: ChosenModel, parts: ListedModelParts) {
    const { secrets, lifetime, proxies, onUse, onAsk, refusal, onChange } = parts;
    this.chosen = chosen;
    this.refusal = refusal;
    this.#onChange = onChange;
    const server = openModel(chosen, secrets, { lifetime, onUse, proxies });
    this.catalog = server;
    const { name, fault } = chosen;
    this.model = new WatchedModel(fault ? refusing(fault) : counted(server, onAsk), name, (state) =>
      this.show(state),
    );
    this.#pace = new PaceWatch(onChange);
    this.#state = fault
      ? toModelState(fault)
      : { status: 'connecting', detail: `${name}, not asked yet.`, remedy: '' };
  }

  get view(): ModelView {
    const { slowMedianMs } = this.#pace;
    return { name: this.chosen.name, state: this.#state, slowMedianMs };
  }

  show(state: ModelState): void {
    this.#state = state;
    this.#onChange();
  }

  onPace(pace: Pace): void {
    this.#pace.add(pace);
  }
}
