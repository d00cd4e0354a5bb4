import { SettingsError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import { effectiveLlmProvider } from '../../shared/settings.ts';
import type { Settings } from '../../shared/settings.ts';
import type { FurtherModel } from '../../shared/llm-models.ts';
import { anthropic } from '../agent/models/anthropic.ts';
import { openAiCompatible } from '../agent/models/openai-compatible.ts';
import { openAi } from '../agent/models/openai.ts';
import type { Provider } from '../agent/models/provider.ts';

/** A model of the list, as settings name it. */
export type ChosenModel = Pick<FurtherModel, 'provider' | 'url' | 'prices' | 'limits'> & {
  /** Null: the first that the server lists. */
  readonly model: string | null;
  /** The secret with its key; null: none is sent. */
  readonly keyName: string | null;
  readonly setting: 'llm.model' | 'llm.providers';
  /** As people are told of it. */
  readonly name: string;
  /** Why it cannot be asked at all; null for none. */
  readonly fault: AppError | null;
};

export const providers: Readonly<Record<FurtherModel['provider'], Provider>> = {
  openai: openAi,
  anthropic,
  'openai-compatible': openAiCompatible,
};

type ModelSettings = Pick<Settings, 'llm.provider' | 'llm.url' | 'llm.model' | 'llm.providers'>;

/** All models in the order in which they are asked; none where the built-in responder is wanted or nothing is set. */
export function chooseModels(settings: ModelSettings): readonly ChosenModel[] {
  // Whoever names the built-in responder wants no other; where nothing is named, the list may stand alone.
  if (settings['llm.provider'] === 'builtin') return [];
  const further = settings['llm.providers'].map((model): ChosenModel => ({
    ...model,
    ...{ keyName: model.key, setting: 'llm.providers', fault: null },
    name: nameOf(model.provider, model.model),
  }));
  const provider = effectiveLlmProvider(settings);
  if (provider === 'builtin') return further;
  const url = settings['llm.url'];
  const model = settings['llm.model'];
  const name = nameOf(provider, model);
  const fault = faultOf(provider, url, model);
  const first = {
    provider,
    url,
    model,
    name,
    fault,
    keyName: 'llm-key',
    prices: null,
    limits: null,
  };
  return [{ ...first, setting: 'llm.model' }, ...further];
}

function faultOf(
  provider: FurtherModel['provider'],
  url: string | null,
  model: string | null,
): AppError | null {
  if (provider === 'openai-compatible') {
    return url === null
      ? new SettingsError('LLM_NO_ADDRESS', 'The model has no address.', 'Set llm.url.')
      : null;
  }
  if (model !== null) return null;
  const { who } = providers[provider];
  const remedy = 'Set llm.model; npm run -s adjutant -- models lists them.';
  return new SettingsError('LLM_NO_MODEL', `${who} has many models, and none is named.`, remedy);
}

function nameOf(provider: FurtherModel['provider'], model: string | null): string {
  if (model === null) return 'the first model of the server';
  return provider === 'openai-compatible' ? model : `${model} (${providers[provider].who})`;
}
