import type { Model, ModelCatalog } from '../ports.ts';
import { modelServer } from './model-identity.ts';
import { bearer } from './provider.ts';
import type { Provider } from './provider.ts';
import { createStreamedModel } from './streamed-model.ts';
import type { StreamedModelOptions } from './streamed-model.ts';

/** Any server that speaks OpenAI's chat completions: Ollama, LM Studio, llama.cpp, vLLM, Groq … */
export const openAiCompatible: Provider = {
  who: modelServer.who,
  url: null,
  takesFirst: true,
  listHeaders: bearer,
  options: {},
  load: async () => {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    return ({ url, key, fetch, wantsUsage }, name) =>
      createOpenAICompatible({
        ...{ name: 'model', baseURL: url, fetch, includeUsage: wantsUsage },
        ...(key === null ? {} : { apiKey: key }),
      }).chatModel(name);
  },
};

export type OpenAiCompatibleOptions = Omit<StreamedModelOptions, 'provider'>;

/** A model at `<url>/chat/completions`. */
export function createOpenAiCompatible(options: OpenAiCompatibleOptions): Model & ModelCatalog {
  return createStreamedModel({ ...options, provider: openAiCompatible });
}
