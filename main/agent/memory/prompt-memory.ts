import type { KeptNote } from '../../../shared/note.ts';
import type { SummarySection } from './ports.ts';

/** What of the memory may stand in a prompt, as far as there is room. */
export type RememberedParts = {
  /** Newest last. */
  readonly facts: readonly KeptNote[];
  /** The newest few, newest last. */
  readonly notes: readonly KeptNote[];
  /** What was said before the history that is shown; oldest first. */
  readonly sections: readonly SummarySection[];
  /** The name of somebody by number, address or id; null where they are no contact. */
  readonly nameOf: (author: string) => string | null;
};

export const nothingRemembered: RememberedParts = {
  facts: [],
  notes: [],
  sections: [],
  nameOf: () => null,
};

/** The memory as a prompt asks for it: at once, because a call waits for no disk. */
export interface PromptMemory {
  /** Resolves when it was read at the start, or could not be. */
  readonly loaded: Promise<void>;
  parts(): RememberedParts;
}
