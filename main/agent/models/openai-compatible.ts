import { mendingFetch } from './lax-wire.ts';
import { modelServer } from './model-identity.ts';
import { bearer } from './provider.ts';
import type { Provider } from './provider.ts';

/** Any server that speaks OpenAI's chat completions: Ollama, LM Studio, llama.cpp, vLLM, Groq … */
export const openAiCompatible: Provider = {
  who: modelServer.who,
  url: null,
  listHeaders: bearer,
  options: {},
  load: async () => {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    return ({ url, key, fetch, wantsUsage }, name) =>
      createOpenAICompatible({
        ...{ name: 'model', baseURL: url, includeUsage: wantsUsage },
        fetch: mendingFetch(fetch),
        ...(key === null ? {} : { apiKey: key }),
      }).chatModel(name);
  },
};
