import type { AttachmentKind, AttachmentState } from '../../shared/attachments.ts';
import type { Channel, Direction, ThreadMessage } from '../../shared/thread.ts';
import type { Gate } from '../base/gate.ts';

/** One link, file or note of a message. */
export type Attachment = {
  readonly id: string;
  readonly messageId: string;
  /** The send of the message that it belongs to. */
  readonly part: number;
  /** Its place among all of the message. */
  readonly position: number;
  readonly direction: Direction;
  readonly kind: AttachmentKind;
  readonly name: string;
  readonly mimeType: string | null;
  readonly bytes: number | null;
  /** Of the bytes, below the folder of the data. */
  readonly path: string | null;
  /** Of a link its address; of a file where the service has it. */
  readonly url: string | null;
  /** Its id at the service. */
  readonly remoteId: string | null;
  /** Of what a forwarded message carries. */
  readonly shareLinkId: string | null;
  readonly state: AttachmentState;
  readonly reason: string | null;
};

/** What goes along with a message that is about to be sent. */
export type OutgoingAttachment = Pick<
  Attachment,
  'part' | 'kind' | 'name' | 'mimeType' | 'bytes' | 'path' | 'url'
>;

/** What came along with a message; `state` is `named` for what is not fetched. */
export type IncomingAttachment = Pick<
  Attachment,
  'kind' | 'name' | 'mimeType' | 'bytes' | 'url' | 'remoteId' | 'shareLinkId' | 'reason'
> & { readonly state: 'named' | 'awaited' | 'failed' };

/** A file that the owner gave at the desk, kept below the folder of the data. */
export type DeskFile = {
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: number;
  /** Below that folder. */
  readonly path: string;
};

/** As it is found again; `at` is when it was given, epoch milliseconds. */
export type GivenFile = Pick<DeskFile, 'name' | 'bytes' | 'path'> & { readonly at: number };

/** What is still to be done for the attachments of one send, or of one message that came. */
export type OpenAttachments = {
  readonly messageId: string;
  readonly channel: Channel;
  readonly direction: Direction;
  /** The id of the message at the service. */
  readonly remoteId: string;
  readonly attachments: readonly Attachment[];
};

export type ChangeAttachment = {
  readonly id: string;
  readonly state: AttachmentState;
  readonly reason: string | null;
  readonly bytes?: number;
  readonly path?: string;
  readonly url?: string;
  readonly remoteId?: string;
};

/** Attachments in the ledger. Durable when a promise resolves. */
export interface AttachmentLedger {
  /** In their order. */
  attachmentsOf(query: { readonly messageId: string }): Promise<readonly Attachment[]>;
  /** Returns the line as it now stands. */
  changeAttachment(change: ChangeAttachment): Promise<ThreadMessage>;
  /** Of messages that are out, what its receiver does not have whole yet; of those that came, what is not here yet. */
  openAttachments(): Promise<readonly OpenAttachments[]>;
}

/** Where bytes lie: below the folder of the data, for the owner only. Paths are relative to that folder. */
export interface FileShelf {
  /** Throws RefusedError when it cannot be sent: missing, no file, unreadable, too large. Returns its size. */
  check(path: string): Promise<number>;
  /** Copies a file of the owner's, durable when it resolves. Throws RefusedError. */
  keep(
    messageId: string,
    file: { readonly position: number; readonly name: string; readonly path: string },
  ): Promise<{ readonly path: string; readonly bytes: number }>;
  /** Where the bytes of something that came are to be put. */
  place(
    messageId: string,
    file: { readonly position: number; readonly name: string },
  ): Promise<{ readonly path: string; readonly absolute: string }>;
  /** The bytes, read when they are needed. Throws RefusedError when they are gone. */
  open(path: string, mimeType: string): Promise<Blob>;
  /** Removes what belongs to no message, but for what this run has made. */
  sweep(isKnown: (messageId: string) => Promise<boolean>): Promise<void>;
}

/** What a channel does for attachments besides sending a message. Everything here may be repeated. */
export interface AttachmentCarrier {
  readonly channel: Channel;
  /** Open while the service can be asked. */
  readonly ready: Gate;
  /** Sees to it that the receiver has everything, whole. Changes are told as they are known. Throws AppError. */
  finish(open: OpenAttachments, signal: AbortSignal): AsyncIterable<ChangeAttachment>;
  /** Fetches one into a file; null while it is not there yet. Returns its size. Throws AppError. */
  fetch(attachment: Attachment, absolute: string, signal: AbortSignal): Promise<number | null>;
}
