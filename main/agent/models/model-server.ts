import type { LanguageModel } from 'ai';
import { SettingsError } from '../../../shared/errors.ts';
import type { ModelConnections } from './model-connections.ts';
import { keyMissing } from './model-errors.ts';
import type { ModelIdentity } from './model-identity.ts';
import { listModels } from './model-list.ts';
import type { Provider } from './provider.ts';

export type ModelServerOptions = {
  readonly provider: Provider;
  readonly identity: ModelIdentity;
  /** Base address, without a slash at its end. */
  readonly url: string;
  readonly key: () => Promise<string | null>;
};

/** A local server loads another model now and then; a question need not look every time. */
const firstModelMs = 60_000;

type Kept<T> = { readonly by: string; readonly value: T };

/** What every question to one server has in common, made once: the SDK's provider makes schemas anew each time. */
export class ModelServer {
  readonly #options: ModelServerOptions;
  readonly #fetch: typeof fetch;
  #model: Kept<LanguageModel> | null = null;
  #first: (Kept<string> & { readonly untilMs: number }) | null = null;
  #wantsUsage = true;

  constructor(options: ModelServerOptions, connections: Pick<ModelConnections, 'fetch'>) {
    this.#options = options;
    this.#fetch = connections.fetch;
  }

  /** Throws AppError where no model is named and none can be found, or a key is wanted and missing. */
  async chatModel(signal: AbortSignal): Promise<LanguageModel> {
    const { provider, identity, url } = this.#options;
    const key = await this.#key();
    const [make] = await Promise.all([provider.load(), import('ai')]);
    const name = identity.model ?? (await this.#firstModel(key, signal));
    const by = JSON.stringify([key, name, this.#wantsUsage]);
    if (this.#model?.by === by) return this.#model.value;
    const fetch = key === null ? withoutKey(this.#fetch) : this.#fetch;
    this.#model = { by, value: make({ url, key, fetch, wantsUsage: this.#wantsUsage }, name) };
    return this.#model.value;
  }

  /** Throws AppError; RemoteError where it has no list. */
  async list(signal: AbortSignal): Promise<readonly string[]> {
    return this.#list(await this.#key(), signal);
  }

  /** The server no longer knows the model: it is to be looked up again. */
  forget(): void {
    this.#first = null;
  }

  /** False where it was not asked for any more. */
  askWithoutUsage(): boolean {
    const before = this.#wantsUsage;
    this.#wantsUsage = false;
    return before;
  }

  /** The provider itself is never asked without a key: nothing but a refusal would come of it. */
  async #key(): Promise<string | null> {
    const { provider, identity, url } = this.#options;
    const key = await this.#options.key();
    if (key === null && url === provider.url) throw keyMissing(identity);
    return key;
  }

  #list(key: string | null, signal: AbortSignal): Promise<readonly string[]> {
    const { provider, identity, url } = this.#options;
    return listModels({ url, headers: provider.listHeaders(key), identity, signal });
  }

  async #firstModel(key: string | null, signal: AbortSignal): Promise<string> {
    const by = JSON.stringify(key);
    if (this.#first?.by === by && performance.now() < this.#first.untilMs) return this.#first.value;
    const [value] = await this.#list(key, signal);
    if (value === undefined) throw noModel();
    this.#first = { by, value, untilMs: performance.now() + firstModelMs };
    return value;
  }
}

/** The packages send an empty key where there is none; a server may take that for a wrong one. */
function withoutKey(inner: typeof fetch): typeof fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    headers.delete('authorization');
    headers.delete('x-api-key');
    return inner(input, { ...init, headers });
  };
}

function noModel(): SettingsError {
  return new SettingsError(
    'LLM_NO_MODEL',
    'No model is named, and the server lists none.',
    'Set llm.model.',
  );
}
