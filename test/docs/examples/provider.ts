import { bearer } from '../../../main/agent/models/provider.ts';
import type { Provider } from '../../../main/agent/models/provider.ts';

/** A provider that speaks chat completions at an address of its own. */
export const example: Provider = {
  who: 'Example',
  url: 'https://models.example.com/v1',
  listHeaders: bearer,
  options: {},
  load: async () => {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    return ({ url, key, fetch, wantsUsage }, name) =>
      createOpenAICompatible({
        ...{ name: 'example', baseURL: url, fetch, includeUsage: wantsUsage },
        ...(key !== null && { apiKey: key }),
      }).chatModel(name);
  },
};
