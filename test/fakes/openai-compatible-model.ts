import { openAiCompatible } from '../../main/agent/models/openai-compatible.ts';
import { createStreamedModel } from '../../main/agent/models/streamed-model.ts';
import type { StreamedModelOptions } from '../../main/agent/models/streamed-model.ts';
import type { Model, ModelCatalog } from '../../main/agent/ports.ts';

export type OpenAiCompatibleOptions = Omit<StreamedModelOptions, 'provider' | 'proxies'>;

/** The real client of `<url>/chat/completions`, by itself: without what the settings put around a model. */
export function createOpenAiCompatible(options: OpenAiCompatibleOptions): Model & ModelCatalog {
  return createStreamedModel({ ...options, provider: openAiCompatible, proxies: null });
}
