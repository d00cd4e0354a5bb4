import { z } from 'zod';
import { conversationSchema, personSchema } from './place-entries.ts';
import { recordEntrySchema } from './record-entries.ts';

/** The people and places of the practice service; made once, at random, and kept. */
export const accountSchema = z.object({
  pat: z.string(),
  agentId: z.string(),
  ownerId: z.string(),
  colleagueId: z.string(),
  workspaceId: z.string(),
  directId: z.string(),
  groupId: z.string(),
  clientId: z.string(),
  /** Marks the cursors of this feed: those of another one are refused. */
  feedId: z.string(),
});
export type PracticeAccount = Readonly<z.infer<typeof accountSchema>>;

export const attachmentSchema = z.object({
  id: z.string(),
  type: z.string(),
  url: z.string(),
  filename: z.string().nullable(),
  mimeType: z.string().nullable(),
  lengthInBytes: z.number().nullable(),
  status: z.string().nullable(),
  percentComplete: z.number().nullable(),
});
export type PracticeAttachment = Readonly<z.infer<typeof attachmentSchema>>;

export const messageSchema = z.object({
  id: z.string(),
  /** `attachment`: links and files alone; such a message never has words. */
  kind: z.enum(['audio', 'text', 'attachment']),
  status: z.enum(['active', 'deleted']),
  creatorId: z.string(),
  conversationId: z.string(),
  /** Root of the thread; the message's own id at the top level. Threads are one level deep. */
  threadId: z.string(),
  /** Place in the conversation, from 1. */
  sequence: z.number(),
  createdAt: z.number(),
  updatedAt: z.number(),
  /** Place in the order of creation over all conversations. */
  createdSeq: z.number(),
  /** Place in the order of changes; moves to the end with each change. */
  updatedSeq: z.number(),
  /** What was said or written, also before it is transcribed. */
  words: z.string(),
  transcribed: z.boolean(),
  /** When speech-to-text will be done; null: never. */
  transcriptDueAt: z.number().nullable(),
  /** The words stand in the time codes only. */
  blankTranscript: z.boolean(),
  shape: z.enum(['current', 'guide']),
  idempotencyKey: z.string().nullable(),
  attachments: z.array(attachmentSchema),
  taggedUserIds: z.array(z.string()),
  reactions: z.array(z.object({ userId: z.string(), reaction: z.string() })),
  replyCount: z.number(),
  /** The message that it forwards; its own words are then only a comment. */
  forwardOf: z.string().nullable().default(null),
});
export type PracticeMessage = Readonly<z.infer<typeof messageSchema>>;

export const filterSchema = z.object({
  key: z.enum(['creator_id', 'workspace_id', '_id']),
  operator: z.enum(['eq', 'ne', 'in']),
  value: z.union([z.string(), z.number(), z.array(z.string())]),
});
export type PracticeFilter = Readonly<z.infer<typeof filterSchema>>;

export const subscriptionSchema = z.object({
  id: z.string(),
  clientId: z.string(),
  url: z.string(),
  /** Empty: every event. */
  events: z.array(z.string()),
  filters: z.array(filterSchema),
  createdAt: z.number(),
});
export type PracticeSubscription = Readonly<z.infer<typeof subscriptionSchema>>;

/** One POST that an endpoint still has to take. */
export const pendingDeliverySchema = z.object({
  id: z.string(),
  subscriptionId: z.string(),
  messageId: z.string(),
  queuedAt: z.number(),
  body: z.string(),
});
export type PendingDelivery = Readonly<z.infer<typeof pendingDeliverySchema>>;

/** One thing that became true; messages, subscriptions, people and places replace what stood under their id. */
export const entrySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('account'), account: accountSchema }),
  z.object({ type: z.literal('message'), message: messageSchema }),
  z.object({ type: z.literal('person'), person: personSchema }),
  z.object({ type: z.literal('conversation'), conversation: conversationSchema }),
  z.object({ type: z.literal('subscribed'), subscription: subscriptionSchema }),
  z.object({ type: z.literal('unsubscribed'), id: z.string() }),
  z.object({ type: z.literal('delivery-queued'), delivery: pendingDeliverySchema }),
  z.object({ type: z.literal('delivery-done'), id: z.string() }),
  recordEntrySchema,
]);
export type PracticeEntry = Readonly<z.infer<typeof entrySchema>>;

/** One line of the file: entries that become true together. */
export const journalLineSchema = z.array(entrySchema).readonly();
export type JournalLine = z.infer<typeof journalLineSchema>;
