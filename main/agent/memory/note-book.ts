import { RefusedError } from '../../../shared/errors.ts';
import { maxNoteChars } from '../../../shared/note.ts';
import type { KeptNote, NoteKind } from '../../../shared/note.ts';
import type { Principal } from '../../../shared/thread.ts';
import type { Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/emitter.ts';
import { newId } from '../../base/ids.ts';
import type { Notes } from '../ports.ts';
import { plainText } from './plain-text.ts';
import type { NoteLedger } from './ports.ts';

/** Who changes a note, and where they said so. `changeId` makes a repeated change one. */
export type NoteChange = {
  readonly changeId?: string;
  readonly principal: Principal;
  readonly messageId: string | null;
};

/** Of an id so much is told where people or models read it; any beginning that is clear will do. */
export const shortIdChars = 8;
const minIdChars = 4;
const mostListed = 500;
/** How long a deleted note can be brought back, in milliseconds: 30 days. */
const keptDeletedMs = 2_592_000_000;

/** What the agent keeps for its owner; every change can be taken back. Throws AppError. */
export class NoteBook implements Notes {
  /** Something is not as it was. */
  readonly changed = new Emitter<null>();
  readonly #ledger: NoteLedger;
  readonly #clock: Clock;

  constructor(ledger: NoteLedger, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  async addNote(note: Parameters<Notes['addNote']>[0]): Promise<{ readonly id: string }> {
    const text = checkedText(note.text, note.kind ?? 'note');
    const added = await this.#ledger.addNote({ ...note, text });
    this.changed.emit(null);
    return added;
  }

  listNotes(query: Parameters<Notes['listNotes']>[0]): Promise<readonly KeptNote[]> {
    return this.#ledger.listNotes(query);
  }

  /** All of them, or those with these words; newest first. */
  async find(
    text: string,
    kind: NoteKind | null,
    limit = mostListed,
  ): Promise<readonly KeptNote[]> {
    if (text.trim() !== '') return this.#ledger.searchNotes({ text, kind, limit });
    return (await this.#ledger.listNotes({ kind, limit })).toReversed();
  }

  /** Under a whole id, or the beginning of one. Throws RefusedError. */
  async edit(
    id: string,
    to: { readonly text: string | null; readonly kind: NoteKind | null },
    by: NoteChange,
  ): Promise<KeptNote> {
    const before = await this.read(id);
    const text = checkedText(to.text ?? before.text, to.kind ?? before.kind);
    const note = await this.#ledger.changeNote({
      ...{ id: before.id, changeId: by.changeId ?? newId(), at: this.#clock.now(), text },
      ...{ kind: to.kind, principal: by.principal, messageId: by.messageId },
    });
    return this.#changed(note ?? refuse(id));
  }

  /** What was deleted. Throws RefusedError. */
  async delete(id: string, changeId = newId()): Promise<KeptNote> {
    const { id: whole } = await this.read(id);
    const note = await this.#ledger.deleteNote({ id: whole, changeId, at: this.#clock.now() });
    return this.#changed(note ?? refuse(id));
  }

  /** Takes the last change of it back: what was edited or deleted is as it was. Throws RefusedError. */
  async undo(id: string): Promise<KeptNote> {
    const { id: whole } = await this.read(id);
    const note = await this.#ledger.undoNote({ id: whole });
    if (note) return this.#changed(note);
    throw new RefusedError(
      'NOTE_UNCHANGED',
      'That note is as it was first kept: there is nothing to take back.',
      'To be rid of it, delete it.',
    );
  }

  /** What was deleted long ago goes for good. */
  async purge(): Promise<void> {
    await this.#ledger.purgeNotes({ before: this.#clock.now() - keptDeletedMs });
  }

  /** Also a deleted one. Throws RefusedError where no note, or more than one, has an id that begins so. */
  async read(id: string): Promise<KeptNote> {
    const begin = id.trim().toLowerCase();
    const notes = begin.length < minIdChars ? [] : await this.#ledger.findNotes({ id: begin });
    const [first] = notes;
    return first !== undefined && notes.length === 1 ? first : refuse(id);
  }

  #changed(note: KeptNote): KeptNote {
    this.changed.emit(null);
    return note;
  }
}

/** What is kept of a text. Throws RefusedError where it is too long or nothing. */
export function checkedText(words: string, kind: NoteKind): string {
  const text = plainText(words);
  const max = maxNoteChars[kind];
  if (text !== '' && text.length <= max) return text;
  throw new RefusedError(
    text === '' ? 'NOTE_EMPTY' : 'NOTE_TOO_LONG',
    text === '' ? 'There are no words to keep.' : `A ${kind} has at most ${max} characters.`,
    text === '' ? 'Say what is to be kept.' : 'Make it shorter, or divide it.',
  );
}

function refuse(id: string): never {
  throw new RefusedError(
    'NO_NOTE',
    `There is no note with the id ${JSON.stringify(id.slice(0, 40))}, or more than one.`,
    'Look for it first: search_notes, or: adjutant notes',
  );
}
