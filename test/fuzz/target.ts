import type { InputKind } from './mutate.ts';

/** One way in for data from outside. */
export type Target = {
  /** Its folder in `corpus/`, and what `FUZZ_ONLY` chooses. */
  readonly name: string;
  readonly kind: InputKind;
  /** Reads one input; what it returns or throws is looked at. Throws Fault where a promise of its own is broken. */
  readonly read: (input: Buffer) => unknown;
  /** Errors that it may end with; AppErrors of these classes and no others. None where nothing is named. */
  readonly errors?: readonly (abstract new (...args: never[]) => Error)[];
  /** Words of the format, for the mutator. */
  readonly words?: readonly string[];
  /** More samples, as folders beside `test/`. */
  readonly fixtures?: readonly string[];
  /** Longest result, as JSON, in characters; where the product cuts. */
  readonly maxChars?: number;
  /** The error tells words of the input on purpose: those of a service that explains itself, of the owner's command. */
  readonly quotes?: true;
  /** The product does it in a thread with a limit of time, or in the owner’s own command: a slow input is no fault. */
  readonly limited?: true;
  /** Longest input, in bytes; the mutator’s own limit unless told. */
  readonly maxBytes?: number;
  /** How much dearer one run is than that of a plain function: so many fewer are made by count. */
  readonly cost?: number;
};

/** A promise that the product broke. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

/** Throws Fault with that sentence unless it holds. */
export function must(holds: boolean, sentence: string): void {
  if (!holds) throw new Fault(sentence);
}
