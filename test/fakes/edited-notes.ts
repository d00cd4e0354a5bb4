import { NoteBook } from '../../main/agent/memory/note-book.ts';
import type { Clock } from '../../main/base/clock.ts';
import { openMemoryLedger } from './memory-ledger.ts';

/** One note that was edited once. */
export function editedNotes(clock: Clock): NoteBook {
  const ledger = openMemoryLedger();
  const by = { principal: 'owner', messageId: null } as const;
  void ledger.addNote({ ...by, id: 'note-1', at: 1, text: 'Tea' });
  const change = { ...by, id: 'note-1', changeId: 'c', at: 2, text: 'No tea', kind: null };
  void ledger.changeNote(change);
  return new NoteBook(ledger, clock);
}
