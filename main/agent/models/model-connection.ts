import type { ConnectionState } from '../../../shared/connection.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Model, ModelPart, Prompt } from '../ports.ts';

export type ModelState = Pick<ConnectionState, 'status' | 'detail' | 'remedy'>;

/** Watches a model's answers, so that the owner sees whether it can be reached. */
export class WatchedModel implements Model {
  readonly #model: Model;
  readonly #name: string;
  readonly #onState: (state: ModelState) => void;

  constructor(model: Model, name: string, onState: (state: ModelState) => void) {
    this.#model = model;
    this.#name = name;
    this.#onState = onState;
  }

  async warm(signal: AbortSignal): Promise<void> {
    await this.#model.warm?.(signal);
  }

  renew(): void {
    this.#model.renew?.();
  }

  async *stream(prompt: Prompt, signal: AbortSignal): AsyncIterable<ModelPart> {
    try {
      let started = false;
      for await (const part of this.#model.stream(prompt, signal)) {
        if (!started) this.#onState({ status: 'connected', detail: this.#name, remedy: '' });
        started = true;
        yield part;
      }
    } catch (error) {
      if (!signal.aborted && error instanceof AppError) this.#onState(toModelState(error));
      throw error;
    }
  }
}

/** A failure of the model as the owner sees it. */
export function toModelState(error: AppError): ModelState {
  const status = error.kind === 'auth' || error.kind === 'settings' ? 'refused' : 'failed';
  return { status, detail: error.message, remedy: error.remedy };
}
