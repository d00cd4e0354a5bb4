import { isAbort } from '../../../shared/errors.ts';
import type { KeptNote } from '../../../shared/note.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import type { ContactBook } from './contact-book.ts';
import type { NoteBook } from './note-book.ts';
import type { SummaryLedger, SummarySection } from './ports.ts';
import type { PromptMemory, RememberedParts } from './prompt-memory.ts';

export type WarmMemoryDeps = {
  readonly notes: Pick<NoteBook, 'listNotes' | 'changed'>;
  readonly contacts: Pick<ContactBook, 'load' | 'whose'>;
  readonly summaries: Pick<SummaryLedger, 'summaries'>;
  readonly log: Logger;
};

/** More facts than fit into a prompt of the usual size. */
const facts = 300;
const newestNotes = 5;

/** What prompts hold of the memory, kept at hand: a call waits for no disk. */
export class WarmMemory implements PromptMemory {
  readonly loaded: Promise<void>;
  readonly #deps: WarmMemoryDeps;
  #facts: readonly KeptNote[] = [];
  #notes: readonly KeptNote[] = [];
  #sections: readonly SummarySection[] = [];
  /** Only the newest look counts. */
  #look = 0;

  constructor(deps: WarmMemoryDeps) {
    this.#deps = deps;
    this.loaded = this.reload();
  }

  parts(): RememberedParts {
    return {
      ...{ facts: this.#facts, notes: this.#notes, sections: this.#sections },
      nameOf: (author) => this.#deps.contacts.whose(author)?.name ?? null,
    };
  }

  /** Looks again at what is on the disk. Never rejects: what could not be read is told, and stays as it was. */
  async reload(): Promise<void> {
    this.#look += 1;
    const look = this.#look;
    const { notes, contacts, summaries, log } = this.#deps;
    try {
      const [known, newest, sections] = await Promise.all([
        notes.listNotes({ limit: facts, kind: 'fact' }),
        notes.listNotes({ limit: newestNotes, kind: 'note' }),
        summaries.summaries(),
        contacts.load(),
      ]);
      if (look !== this.#look) return;
      this.#facts = known;
      this.#notes = newest;
      this.#sections = sections;
    } catch (error) {
      if (!isAbort(error)) log.warn('the memory could not be read', errorFields(error));
    }
  }
}
