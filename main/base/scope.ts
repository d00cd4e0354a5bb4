import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';

export type ScopeOptions = {
  readonly parent?: AbortSignal;
  /** How long one step of the teardown may take before the next begins. */
  readonly stepMs?: number;
  readonly clock?: Clock;
};

/** Owns what was started: one AbortSignal, and a teardown in reverse order that never throws. */
export class Scope {
  readonly signal: AbortSignal;
  readonly #controller = new AbortController();
  readonly #steps: { name: string; close: () => unknown }[] = [];
  readonly #stepMs: number;
  readonly #clock: Clock;
  #closing: Promise<readonly Error[]> | null = null;

  constructor({ parent, stepMs = 2000, clock = systemClock }: ScopeOptions = {}) {
    this.#stepMs = stepMs;
    this.#clock = clock;
    this.signal = parent
      ? AbortSignal.any([parent, this.#controller.signal])
      : this.#controller.signal;
  }

  /** Registers the end of something together with its beginning. */
  defer(name: string, close: () => unknown): void {
    if (this.#closing) throw new Error(`"${name}" was started in a closed scope`);
    this.#steps.push({ name, close });
  }

  /** Registers a resource on creation and hands it back. */
  add<T extends { close(): unknown }>(name: string, resource: T): T {
    this.defer(name, () => resource.close());
    return resource;
  }

  /** Idempotent. Resolves with what went wrong, each error naming its step. */
  close(): Promise<readonly Error[]> {
    this.#closing ??= this.#run();
    return this.#closing;
  }

  async #run(): Promise<readonly Error[]> {
    const errors: Error[] = [];
    this.#controller.abort(new DOMException('closed', 'AbortError'));
    for (const { name, close } of this.#steps.toReversed()) {
      try {
        await this.#limit(close());
      } catch (cause) {
        errors.push(new Error(`closing "${name}" failed`, { cause }));
      }
    }
    return errors;
  }

  #limit(step: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.schedule(this.#stepMs, () =>
        reject(new Error(`took longer than ${this.#stepMs} ms`)),
      );
      Promise.resolve(step).then(resolve, reject).finally(cancel);
    });
  }
}

/**
 * Opens something that is made of several parts: when one fails or the signal aborts, those that were opened are closed
 * again; afterwards it closes with the signal.
 */
export async function openInScope<T>(
  signal: AbortSignal,
  open: (scope: Scope) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const scope = new Scope({ parent: signal });
  try {
    const opened = await open(scope);
    signal.throwIfAborted();
    const onAbort = (): void => void scope.close();
    signal.addEventListener('abort', onAbort, { once: true });
    scope.defer('abort listener', () => signal.removeEventListener('abort', onAbort));
    return opened;
  } catch (error) {
    await scope.close();
    throw error;
  }
}
