import { bearer } from './provider.ts';
import type { Provider } from './provider.ts';

/** OpenAI's Responses API, at `<url>/responses`. */
export const openAi: Provider = {
  who: 'OpenAI',
  url: 'https://api.openai.com/v1',
  listHeaders: bearer,
  // What is asked is not kept there: the SDK would leave that to the account.
  options: { openai: { store: false } },
  load: async () => {
    const { createOpenAI } = await import('@ai-sdk/openai');
    return ({ url, key, fetch }, name) =>
      // Without a key of ours the package takes one from the environment, which may be somebody else's.
      createOpenAI({ baseURL: url, apiKey: key ?? '', fetch }).responses(name);
  },
};
