import type { LlmProvider } from './llm-models.ts';

/** What the command `models` tells of one entry of the list, in the order in which they are asked. */
export type ModelListing = {
  readonly provider: LlmProvider;
  /** The model that is asked; null: the first of `names`. */
  readonly model: string | null;
  /** Null: the provider's own address. */
  readonly url: string | null;
  /** What the server offers, in its own order; null where it does not tell, and `detail` says why. */
  readonly names: readonly string[] | null;
  readonly detail: string;
  readonly remedy: string;
};
