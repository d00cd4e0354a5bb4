import type { LanguageModel } from 'ai';
import { SettingsError } from '../../../shared/errors.ts';
import type { ModelConnections } from './model-connections.ts';
import { listModels } from './model-list.ts';

export type ModelServerOptions = {
  /** Null: the first model that the server lists. */
  readonly model: string | null;
  readonly key: () => Promise<string | null>;
};

/** A local server loads another model now and then; a question need not look every time. */
const firstModelMs = 60_000;

type Kept<T> = { readonly by: string; readonly value: T };

/** What every question to one server has in common, made once: the SDK's provider makes schemas anew each time. */
export class ModelServer {
  readonly #options: ModelServerOptions;
  readonly #url: string;
  readonly #fetch: typeof fetch;
  #model: Kept<LanguageModel> | null = null;
  #first: (Kept<string> & { readonly untilMs: number }) | null = null;

  /** `url` has no slash at its end. */
  constructor(
    options: ModelServerOptions,
    url: string,
    connections: Pick<ModelConnections, 'fetch'>,
  ) {
    this.#options = options;
    this.#url = url;
    this.#fetch = connections.fetch;
  }

  /** Throws AppError where no model is named and none can be found. */
  async chatModel(signal: AbortSignal): Promise<LanguageModel> {
    // Loaded with the first question or call: a start does not wait for the SDK.
    const [{ createOpenAICompatible }, key] = await Promise.all([
      import('@ai-sdk/openai-compatible'),
      this.#options.key(),
      import('ai'),
    ]);
    const name = this.#options.model ?? (await this.#firstModel(key, signal));
    const by = JSON.stringify([key, name]);
    if (this.#model?.by === by) return this.#model.value;
    const provider = createOpenAICompatible({
      name: 'model',
      baseURL: this.#url,
      fetch: this.#fetch,
      ...(key === null ? {} : { apiKey: key }),
    });
    this.#model = { by, value: provider.chatModel(name) };
    return this.#model.value;
  }

  /** The server no longer knows the model: it is to be looked up again. */
  forget(): void {
    this.#first = null;
  }

  async #firstModel(key: string | null, signal: AbortSignal): Promise<string> {
    const by = JSON.stringify(key);
    if (this.#first?.by === by && performance.now() < this.#first.untilMs) return this.#first.value;
    const [value] = await listModels({ url: this.#url, key, signal });
    if (value === undefined) throw noModel();
    this.#first = { by, value, untilMs: performance.now() + firstModelMs };
    return value;
  }
}

function noModel(): SettingsError {
  return new SettingsError(
    'LLM_NO_MODEL',
    'No model is named, and the server lists none.',
    'Set llm.model.',
  );
}
