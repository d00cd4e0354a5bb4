import { z } from 'zod';

const file = z.object({
  filename: z.string(),
  mimeType: z.string(),
  bytes: z.number(),
  /** Of the bytes, in hexadecimal digits. */
  sha256: z.string(),
});

/** One accepted request to send, a repeated one included. */
export const sendSchema = z.object({
  at: z.number(),
  /** `v5`, `audio` and `attachment` are `/v5/messages/…`, `v3` is the old start, the rest `/simplified/messages/…`. */
  route: z.enum(['v5', 'v3', 'audio', 'attachment', 'direct', 'conversation']),
  messageId: z.string(),
  conversationId: z.string(),
  text: z.string(),
  /** As asked for; the reply itself is filed under `threadId`. */
  replyTo: z.string().nullable(),
  threadId: z.string(),
  /** Blank on the simplified routes, which have none. */
  idempotencyKey: z.string(),
  /** The key was known: no message was made. */
  repeated: z.boolean(),
  audio: file.extend({ durationMs: z.number().nullable() }).nullable().default(null),
  attachments: z.array(z.object({ id: z.string(), type: z.string(), url: z.string() })).default([]),
});
export type PracticeSend = Readonly<z.infer<typeof sendSchema>>;

export const reactionSchema = z.object({
  at: z.number(),
  messageId: z.string(),
  userId: z.string(),
  reaction: z.string(),
});
export type PracticeReaction = Readonly<z.infer<typeof reactionSchema>>;

export const readMarkSchema = z.object({
  at: z.number(),
  conversationId: z.string(),
  messageId: z.string(),
});
export type PracticeReadMark = Readonly<z.infer<typeof readMarkSchema>>;

/** A working hint that was shown. */
export const signalSchema = z.object({
  at: z.number(),
  conversationId: z.string(),
  signalType: z.string(),
  body: z.string().nullable(),
  ttlMs: z.number().nullable(),
  messageId: z.string().nullable(),
});
export type PracticeSignal = Readonly<z.infer<typeof signalSchema>>;

/** An address for an upload was asked for; the same key names the same file again. */
export const uploadOrderSchema = z.object({
  at: z.number(),
  route: z.enum(['v5', 'v3']),
  objectId: z.string(),
  filename: z.string(),
  mimeType: z.string(),
  idempotencyKey: z.string().nullable(),
});
export type UploadOrder = Readonly<z.infer<typeof uploadOrderSchema>>;

/** Bytes that lie in the storage. */
export const storedFileSchema = file.extend({
  at: z.number(),
  objectId: z.string(),
  /** Of the signed address that brought them; null for a file of a practice person. */
  nonce: z.string().nullable(),
});
export type StoredFile = Readonly<z.infer<typeof storedFileSchema>>;

/** The agent told how far a file is. */
export const fileReportSchema = z.object({
  at: z.number(),
  messageId: z.string(),
  attachmentId: z.string(),
  status: z.string().nullable(),
  percentComplete: z.number().nullable(),
  /** Whether its bytes lay in the storage at that moment: `Uploaded` without them is a mistake of the client. */
  hasBytes: z.boolean(),
});
export type FileReport = Readonly<z.infer<typeof fileReportSchema>>;

/** A file was asked for by its signed address. */
export const fileFetchSchema = z.object({
  at: z.number(),
  objectId: z.string(),
  status: z.number(),
});
export type FileFetch = Readonly<z.infer<typeof fileFetchSchema>>;

/** What was asked of the service: kept for whoever checks, and read by the service itself where it repeats. */
export const recordEntrySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('send'), send: sendSchema }),
  z.object({ type: z.literal('reaction'), reaction: reactionSchema }),
  z.object({ type: z.literal('read'), read: readMarkSchema }),
  z.object({ type: z.literal('signal'), signal: signalSchema }),
  z.object({ type: z.literal('upload-ordered'), order: uploadOrderSchema }),
  z.object({ type: z.literal('file-stored'), file: storedFileSchema }),
  z.object({ type: z.literal('file-reported'), report: fileReportSchema }),
  z.object({ type: z.literal('file-fetched'), fetch: fileFetchSchema }),
]);
export type RecordEntry = Readonly<z.infer<typeof recordEntrySchema>>;
