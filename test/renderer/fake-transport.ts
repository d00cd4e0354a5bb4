import type { IpcAnswer } from '../../shared/ipc-contract.ts';
import type { PageConnection, PageTransport } from '../../renderer/page-transport.ts';

type Asked = {
  readonly name: string;
  readonly payload: unknown;
  answer(value: unknown): void;
  refuse(error: unknown): void;
  fail(error: Error): void;
};

/** A transport in the hands of a test: it records what is asked, and the test answers. */
export class FakeTransport implements PageTransport {
  readonly asked: Asked[] = [];
  retries = 0;
  readonly #events = new Set<(name: string, payload: unknown) => void>();
  readonly #connections = new Set<(connection: PageConnection) => void>();
  #connection: PageConnection;

  constructor(connection: PageConnection = 'open') {
    this.#connection = connection;
  }

  request(name: string, payload: unknown): Promise<IpcAnswer> {
    return new Promise((resolve, reject) => {
      this.asked.push({
        name,
        payload,
        answer: (value) => resolve({ ok: true, value }),
        refuse: (error) => resolve({ ok: false, error } as IpcAnswer),
        fail: reject,
      });
    });
  }

  onEvent(listener: (name: string, payload: unknown) => void): () => void {
    this.#events.add(listener);
    return () => this.#events.delete(listener);
  }

  connection(): PageConnection {
    return this.#connection;
  }

  onConnection(listener: (connection: PageConnection) => void): () => void {
    this.#connections.add(listener);
    return () => this.#connections.delete(listener);
  }

  retry(): void {
    this.retries += 1;
  }

  close(): void {
    this.#events.clear();
    this.#connections.clear();
  }

  get listenerCount(): number {
    return this.#events.size + this.#connections.size;
  }

  become(connection: PageConnection): void {
    this.#connection = connection;
    for (const listener of this.#connections) listener(connection);
  }

  event(name: string, payload: unknown): void {
    for (const listener of this.#events) listener(name, payload);
  }

  /** The last request of this name that was asked. */
  last(name: string): Asked {
    const found = this.asked.findLast((asked) => asked.name === name);
    if (!found) throw new Error(`nobody asked for ${name}`);
    return found;
  }

  count(name: string): number {
    return this.asked.filter((asked) => asked.name === name).length;
  }
}

/** Lets every promise that can go on do so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
