import type { LanguageModel } from 'ai';

/** Where and how a model is reached. */
export type ProviderAccess = {
  /** Base address, without a slash at its end. */
  readonly url: string;
  readonly key: string | null;
  readonly fetch: typeof fetch;
  /** Whether the server is asked to tell what a question used. */
  readonly wantsUsage: boolean;
};

/** What is particular about one provider; everything else is shared. */
export interface Provider {
  /** As sentences begin with it. */
  readonly who: string;
  /** Its own base address; null where settings must name one. */
  readonly url: string | null;
  /** The SDK's package, loaded with the first question: a start does not wait for it. */
  load(): Promise<(access: ProviderAccess, name: string) => LanguageModel>;
  /** What a request for the list of models carries. */
  listHeaders(key: string | null): Readonly<Record<string, string>>;
  /** Along with every question, in the SDK's words. */
  readonly options: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
}

/** As most servers take a key. */
export function bearer(key: string | null): Readonly<Record<string, string>> {
  return key === null ? {} : { authorization: `Bearer ${key}` };
}
