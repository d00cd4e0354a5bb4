import type { Note, Notes } from '../../main/agent/ports.ts';

/** Notes in memory. */
export class FakeNotes implements Notes {
  readonly kept: Parameters<Notes['addNote']>[0][] = [];

  addNote(note: Parameters<Notes['addNote']>[0]): Promise<{ readonly id: string }> {
    this.kept.push(note);
    return Promise.resolve({ id: `note-${this.kept.length}` });
  }

  listNotes({ limit }: { readonly limit: number }): Promise<readonly Note[]> {
    const notes = this.kept.map(({ at, text }, index) => ({ id: `note-${index + 1}`, at, text }));
    return Promise.resolve(notes.slice(-limit));
  }
}
