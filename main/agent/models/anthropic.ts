import type { Provider } from './provider.ts';

/** Anthropic: every request names the version of the protocol. */
const version = '2023-06-01';

/** Anthropic's Messages API, at `<url>/messages`. */
export const anthropic: Provider = {
  who: 'Anthropic',
  url: 'https://api.anthropic.com/v1',
  listHeaders: (key) => ({
    'anthropic-version': version,
    ...(key === null ? {} : { 'x-api-key': key }),
  }),
  options: {},
  load: async () => {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    return ({ url, key, fetch }, name) =>
      // Without a key of ours the package takes one from the environment, which may be somebody else's.
      createAnthropic({ baseURL: url, apiKey: key ?? '', fetch })(name);
  },
};
