import type { NoteLedger } from '../../main/agent/memory/ports.ts';
import type { PromptMemory, RememberedParts } from '../../main/agent/memory/prompt-memory.ts';
import { nothingRemembered } from '../../main/agent/memory/prompt-memory.ts';
import type { KeptNote } from '../../shared/note.ts';

const unasked = (): Promise<never> =>
  Promise.reject(new Error('These notes are only added to and listed.'));

/** Notes in memory, which prompts hold. */
export class FakeNotes implements NoteLedger, PromptMemory {
  readonly kept: Parameters<NoteLedger['addNote']>[0][] = [];
  readonly loaded = Promise.resolve();
  /** What prompts hold besides. */
  more: Partial<RememberedParts> = {};
  readonly searchNotes = unasked;
  readonly findNotes = unasked;
  readonly changeNote = unasked;
  readonly deleteNote = unasked;
  readonly undoNote = unasked;
  readonly purgeNotes = unasked;

  addNote(note: Parameters<NoteLedger['addNote']>[0]): Promise<{ readonly id: string }> {
    this.kept.push(note);
    return Promise.resolve({ id: `note-${this.kept.length}` });
  }

  listNotes({ limit }: { readonly limit: number }): Promise<readonly KeptNote[]> {
    return Promise.resolve(this.#all().slice(-limit));
  }

  parts(): RememberedParts {
    return { ...nothingRemembered, notes: this.#all(), ...this.more };
  }

  #all(): readonly KeptNote[] {
    return this.kept.map(({ at, text, kind = 'note', principal }, index) => {
      return { id: `note-${index + 1}`, at, changedAt: at, text, kind, principal };
    });
  }
}
