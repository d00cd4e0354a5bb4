import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StoreError } from '../../shared/errors.ts';
import { operations } from './operations.ts';
import type { OperationName, Operations, StoreAnswer, StoreRequest } from './operations.ts';

/** Every operation as a request that is answered after its commit. */
export type StoreApi = {
  readonly [N in OperationName]: (
    ...args: Parameters<Operations[N]> extends [unknown] ? [] : [Parameters<Operations[N]>[1]]
  ) => Promise<ReturnType<Operations[N]>>;
};

/** The data file, served by a thread of its own. Every promise resolves after its commit. */
export type Store = StoreApi & {
  /** Rejects with the reason when the store's thread dies; pending otherwise. */
  readonly broken: Promise<never>;
  close(): Promise<void>;
};

/** What is practised must not mix with the owner's own thread, so a rehearsal has a file of its own. */
export function dataFile(home: string, rehearsal: boolean): string {
  return rehearsal ? join(home, 'rehearsal', 'adjutant.db') : join(home, 'adjutant.db');
}

type Waiting = { resolve(value: unknown): void; reject(error: Error): void };

/** `script` is the bundled store-worker. Throws StoreError when the file cannot be opened. */
export async function openStore(path: string, script: string | URL): Promise<Store> {
  const worker = new Worker(script, { workerData: { path } });
  const connection = new WorkerConnection(worker);
  await connection.opened;
  const api = toApi((name, args) => connection.request(name, args));
  return { ...api, broken: connection.broken, close: () => connection.close() };
}

/** A method for each operation. */
export function toApi(ask: (name: OperationName, args: unknown) => Promise<unknown>): StoreApi {
  const names = Object.keys(operations) as OperationName[];
  return Object.fromEntries(
    names.map((name) => [name, (args?: unknown) => ask(name, args)]),
  ) as unknown as StoreApi;
}

class WorkerConnection {
  readonly opened: Promise<void>;
  readonly broken: Promise<never>;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  #nextId = 1;
  #closing = false;
  #failure: StoreError | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    this.#exited = new Promise((resolve) => worker.once('exit', () => resolve()));
    const opened = Promise.withResolvers<void>();
    const broken = Promise.withResolvers<never>();
    this.opened = opened.promise;
    this.broken = broken.promise;
    this.broken.catch(() => {
      // Whoever does not watch still gets the rejection of each request.
    });
    const fail = (cause: unknown): void => {
      // The first failure is the reason; the end of the thread follows from it.
      const error = (this.#failure ??= toStoreError(cause));
      opened.reject(error);
      if (!this.#closing) broken.reject(error);
      for (const waiting of this.#waiting.values()) waiting.reject(error);
      this.#waiting.clear();
    };
    worker.on('message', (answer: StoreAnswer | 'open') => {
      if (answer === 'open') opened.resolve();
      else this.#settle(answer);
    });
    worker.once('error', fail);
    worker.once('exit', () => fail(new StoreError('STORE_CLOSED', 'The store is closed.')));
  }

  request(name: OperationName, args: unknown): Promise<unknown> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#closing) {
      return Promise.reject(new StoreError('STORE_CLOSED', 'The store is closed.'));
    }
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      const request: StoreRequest = { id, name, args };
      this.#worker.postMessage(request);
    });
  }

  /** Idempotent; what was asked before is still done. */
  async close(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      this.#worker.postMessage('close');
    }
    await this.#exited;
  }

  #settle(answer: StoreAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.ok) waiting?.resolve(answer.value);
    else waiting?.reject(new StoreError(answer.code, answer.message));
  }
}

function toStoreError(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  // An error thrown in the worker arrives as a copy without its class; code and remedy survive as fields.
  const copy = cause as { code?: unknown; message?: unknown; remedy?: unknown };
  const code = typeof copy.code === 'string' ? copy.code : 'STORE_FAILED';
  const remedy = typeof copy.remedy === 'string' ? copy.remedy : '';
  return new StoreError(code, String(copy.message), { cause, remedy });
}
