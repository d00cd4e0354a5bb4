import type { SecretStore } from './ports.ts';
import { checkSecretName, cleanSecretValue } from './secret-names.ts';

/** Secrets of this run; gone when the process ends, or with the map that they lie in. */
export class MemorySecrets implements SecretStore {
  readonly #values: Map<string, string>;

  constructor(values = new Map<string, string>()) {
    this.#values = values;
  }

  async get(name: string): Promise<string | null> {
    checkSecretName(name);
    return this.#values.get(name) ?? null;
  }

  async set(name: string, value: string): Promise<void> {
    checkSecretName(name);
    this.#values.set(name, cleanSecretValue(name, value));
  }

  async delete(name: string): Promise<boolean> {
    checkSecretName(name);
    return this.#values.delete(name);
  }

  async list(): Promise<readonly string[]> {
    return [...this.#values.keys()].toSorted();
  }
}
