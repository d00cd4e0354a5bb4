import type { Proxies } from '../../base/proxy.ts';
import type { ModelConnections } from './model-connections.ts';

/** The connections to one model server. Their code is read with the first question: a start asks none. */
export class ModelWay {
  readonly #url: string;
  readonly #proxies: Proxies | null;
  #opened: Promise<ModelConnections> | null = null;
  #isClosed = false;

  /** `url` is the base address; without `proxies` it is reached straight. */
  constructor(url: string, proxies: Proxies | null) {
    this.#url = url;
    this.#proxies = proxies;
  }

  /** As that of the connections. */
  readonly fetch: typeof fetch = async (input, init) => (await this.#open()).fetch(input, init);

  /** Has a connection ready for the next question, for a while. Resolves when there is one; throws its failure. */
  async warm(): Promise<void> {
    await (await this.#open()).warm();
  }

  /** An answer was given up: the next question needs another connection. */
  replace(): void {
    this.#ifOpen((connections) => connections.replace());
  }

  /** The machine slept: the next question gets a new connection. */
  renew(): void {
    this.#ifOpen((connections) => connections.renew());
  }

  /** Idempotent; gives up what is under way, and refuses all that is asked from then on. */
  close(): void {
    this.#isClosed = true;
    this.#ifOpen((connections) => void connections.close());
  }

  #ifOpen(use: (connections: ModelConnections) => void): void {
    // Whoever asked meets a failure to open, and tells it.
    void this.#opened?.then(use, () => {});
  }

  #open(): Promise<ModelConnections> {
    this.#opened ??= this.#make();
    return this.#opened;
  }

  async #make(): Promise<ModelConnections> {
    const { ModelConnections } = await import('./model-connections.ts');
    const connections = new ModelConnections(this.#url, undefined, this.#proxies);
    if (this.#isClosed) await connections.close();
    return connections;
  }
}
