import { Emitter } from '../base/emitter.ts';
import { RefusedError } from '../../shared/errors.ts';
import type { RehearsalFault } from '../../shared/ipc-contract.ts';

/**
 * The faults of one practice service, each off until it is switched on. They are not kept: every start begins
 * clean, so that no forgotten fault spoils the next rehearsal.
 */
export class FaultSwitches<Name extends string> {
  readonly #labels: ReadonlyMap<string, string>;
  readonly #on = new Set<string>();
  readonly #changed = new Emitter<readonly RehearsalFault[]>();

  /** `labels`: the plain sentence for each fault, in the order they are listed. */
  constructor(labels: Readonly<Record<Name, string>>) {
    this.#labels = new Map(Object.entries<string>(labels));
  }

  isOn(name: Name): boolean {
    return this.#on.has(name);
  }

  list(): readonly RehearsalFault[] {
    return [...this.#labels].map(([name, label]) => ({ name, label, on: this.#on.has(name) }));
  }

  /** Throws RefusedError for a name that is not in the list. */
  set(name: string, on: boolean): void {
    if (!this.#labels.has(name)) throw unknownFault(name, [...this.#labels.keys()]);
    if (this.#on.has(name) === on) return;
    if (on) this.#on.add(name);
    else this.#on.delete(name);
    this.#changed.emit(this.list());
  }

  /** Called with the whole list after each change; returns the removal of the listener. */
  onChange(listener: (faults: readonly RehearsalFault[]) => void): () => void {
    return this.#changed.on(listener);
  }
}

/** Names all that there are. */
export function unknownFault(name: string, known: readonly string[]): RefusedError {
  return new RefusedError(
    'REHEARSAL_UNKNOWN_FAULT',
    `There is no fault "${name}". Known: ${known.join(', ')}.`,
  );
}
