import type { Contact } from '../../../shared/contact.ts';
import type { KeptNote, NoteKind } from '../../../shared/note.ts';
import type { Channel, Principal, ThreadMessage, ThreadPosition } from '../../../shared/thread.ts';

/** Where words came from that are kept: `messageId` is the message that they were said in, null or '' for none. */
type Source = { readonly principal: Principal; readonly messageId: string | null };

/** Notes and facts on the disk, with what they said before. Durable when a promise resolves. Instants are epoch ms. */
export interface NoteLedger {
  /** Under the same id it is kept once. A note unless told otherwise. */
  addNote(
    note: Source & {
      readonly id?: string;
      readonly kind?: NoteKind;
      readonly at: number;
      readonly text: string;
    },
  ): Promise<{ readonly id: string }>;
  /** The newest, oldest first; both kinds unless told otherwise. */
  listNotes(query: {
    readonly limit: number;
    readonly kind?: NoteKind | null;
  }): Promise<readonly KeptNote[]>;
  /** Newest first; null for both kinds. */
  searchNotes(query: {
    readonly text: string;
    readonly kind: NoteKind | null;
    readonly limit: number;
  }): Promise<readonly KeptNote[]>;
  /** Whose ids begin so, two at most; deleted ones, too. */
  findNotes(query: { readonly id: string }): Promise<readonly KeptNote[]>;
  /** Null where there is no such note. The same `changeId` again changes nothing. */
  changeNote(
    change: Source & {
      readonly id: string;
      readonly changeId: string;
      readonly at: number;
      /** Null: as it was. */
      readonly text: string | null;
      readonly kind: NoteKind | null;
    },
  ): Promise<KeptNote | null>;
  /** What was deleted; null where there is no such note. */
  deleteNote(change: {
    readonly id: string;
    readonly changeId: string;
    readonly at: number;
  }): Promise<KeptNote | null>;
  /** Takes the last change back; null where there was none. */
  undoNote(query: { readonly id: string }): Promise<KeptNote | null>;
  /** For good: those that were deleted before that instant. */
  purgeNotes(query: { readonly before: number }): Promise<null>;
}

/** Contacts on the disk. Durable when a promise resolves. */
export interface ContactLedger {
  /** New, or in the place of what was there under its id. */
  saveContact(change: Source & { readonly contact: Contact }): Promise<null>;
  /** False where there is none. */
  deleteContact(query: { readonly id: string }): Promise<boolean>;
  listContacts(): Promise<readonly Contact[]>;
}

/** A stretch of the thread in few words. */
export type SummarySection = {
  readonly id: string;
  /** 0: made from messages; 1: from sections of level 0, and so on. */
  readonly level: number;
  /** The first and the last message that it tells of. */
  readonly from: ThreadPosition;
  readonly until: ThreadPosition;
  readonly text: string;
  readonly madeAt: number;
};

/** Summaries on the disk; one goes when a message of its stretch is deleted or changed. */
export interface SummaryLedger {
  /** Oldest first. */
  summaries(): Promise<readonly SummarySection[]>;
  /** False when the stretch is not any more as it was read; `bytes` counts all its texts in UTF-8. */
  saveSummary(made: {
    readonly section: SummarySection;
    readonly read: { readonly messages: number; readonly bytes: number };
  }): Promise<boolean>;
  /** In the place of others; false when one of them is gone. */
  mergeSummaries(made: {
    readonly section: SummarySection;
    readonly ids: readonly string[];
  }): Promise<boolean>;
}

/** Whose messages a search may look at: all, or those of the conversations that one person takes part in. */
export type RecallScope =
  | { readonly type: 'all' }
  | {
      readonly type: 'own';
      /** '' for nobody: the conversation alone. */
      readonly author: string;
      readonly conversationId: string | null;
    };

export type RecallQuery = {
  readonly scope: RecallScope;
  /** Null: whatever the words. */
  readonly text: string | null;
  /** Epoch ms; `until` is exclusive. */
  readonly from: number | null;
  readonly until: number | null;
  /** Authors and conversations of the person who is meant; null for whoever. */
  readonly people: readonly string[] | null;
  readonly channel: Channel | null;
  /** The message that asks is no answer to itself. */
  readonly exceptId: string;
  readonly limit: number;
};

/** Full-text search of the one thread, within what may be seen. */
export interface ThreadRecall {
  /** Newest first. */
  recallThread(query: RecallQuery): Promise<readonly ThreadMessage[]>;
}
