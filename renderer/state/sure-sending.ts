import { NetworkError, ProtocolError } from '../../shared/errors.ts';
import type { Hearer } from '../../shared/talk.ts';
import type { Bridge } from '../bridge.ts';

type Words = {
  readonly text: string;
  readonly uploadIds: readonly string[];
  /** Who may read the answer aloud. */
  readonly hearer?: Hearer | undefined;
};

/** Of one sending; then the owner is told, and decides. */
const maxAttempts = 4;

/**
 * Sends the owner's message so that it arrives once. While it is not known whether it did, it is sent again under the
 * same id, which main keeps once; also when the owner sends the same words again.
 */
export class SureSending {
  readonly #bridge: Bridge;
  readonly #waits = new Set<(error: Error) => void>();
  #unsure: (Words & { readonly id: string }) | null = null;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  /** Throws the `AppError` of the last attempt. */
  async send({ text, uploadIds, hearer }: Words): Promise<void> {
    const message = this.#again({ text, uploadIds }) ?? {
      ...{ text, uploadIds, id: crypto.randomUUID() },
    };
    const extras = {
      ...(uploadIds.length > 0 ? { uploadIds: [...uploadIds] } : {}),
      ...(hearer ? { hearer } : {}),
    };
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#bridge.request('message:send', { id: message.id, text, ...extras });
        return this.#settle(message.id);
      } catch (error) {
        if (mayHaveArrived(error)) this.#unsure = message;
        const isUnsure = this.#unsure?.id === message.id;
        // What was refused after an attempt that may have arrived may be there all the same.
        if (!isUnsure || !isNoAnswer(error) || attempt === maxAttempts) throw error;
        await this.#connected(error);
      }
    }
  }

  /** What is in the thread has arrived: the same words once more are another message. */
  seen(messages: readonly { readonly id: string }[]): void {
    const id = this.#unsure?.id;
    if (id !== undefined && messages.some((message) => message.id === id)) this.#unsure = null;
  }

  /** Nobody waits any more. */
  close(): void {
    for (const stop of [...this.#waits]) stop(new Error('the window is closed'));
  }

  #again({ text, uploadIds }: Words): (Words & { readonly id: string }) | null {
    const last = this.#unsure;
    const isSame = last?.text === text && last.uploadIds.join() === uploadIds.join();
    return isSame ? last : null;
  }

  #settle(id: string): void {
    if (this.#unsure?.id === id) this.#unsure = null;
  }

  /** Resolves when there is a connection; rejects with `cause` when there will be none. */
  #connected(cause: Error): Promise<void> {
    const bridge = this.#bridge;
    if (bridge.connection() === 'open') return Promise.resolve();
    if (bridge.connection() === 'ended') return Promise.reject(cause);
    return new Promise((resolve, reject) => {
      const stop = (error: Error): void => {
        remove();
        this.#waits.delete(stop);
        reject(error);
      };
      const remove = bridge.onConnection((connection) => {
        if (connection === 'ended') return stop(cause);
        if (connection !== 'open') return;
        remove();
        this.#waits.delete(stop);
        resolve();
      });
      this.#waits.add(stop);
      bridge.retry();
    });
  }
}

function mayHaveArrived(error: unknown): boolean {
  return error instanceof ProtocolError || (error instanceof NetworkError && error.mayHaveArrived);
}

/** Main has not said yes or no. */
function isNoAnswer(error: unknown): error is NetworkError | ProtocolError {
  return error instanceof ProtocolError || error instanceof NetworkError;
}
