import { z } from 'zod';
import { threadAttachmentSchema } from './attachments.ts';
import { callMetersSchema, callOutcomeSchema, endedBySchema } from './call-outcome.ts';
import { turnStepSchema } from './turn-step.ts';

/** How the words came or went. */
export const channelSchema = z.enum(['carbonvoice', 'phone', 'sms', 'desktop', 'system']);
export type Channel = z.infer<typeof channelSchema>;

/** Who a turn counts as; decided in code from the channel, never from the words. */
export const principalSchema = z.enum(['owner', 'trusted', 'stranger']);
export type Principal = z.infer<typeof principalSchema>;

export const directionSchema = z.enum(['in', 'out']);
export type Direction = z.infer<typeof directionSchema>;

/** In: `received`, `handled`, `ignored`, `failed`. Out: `queued`, `sending`, `sent`, `failed`, `unknown`. */
export const deliverySchema = z.enum([
  'received',
  'handled',
  'ignored',
  'failed',
  'queued',
  'sending',
  'sent',
  'unknown',
]);
export type Delivery = z.infer<typeof deliverySchema>;

export const callDirectionSchema = z.enum(['incoming', 'outgoing']);

/** One point of a brief, and the line of the call that shows it. */
export const briefPointSchema = z.object({
  kind: z.enum(['about', 'promise', 'open', 'first', 'last', 'question']),
  text: z.string(),
  /** Id of the message in the thread. */
  messageId: z.string(),
});
export type BriefPoint = Readonly<z.infer<typeof briefPointSchema>>;

/** What a point of a brief is, before its words. */
export const briefKinds: Readonly<Record<BriefPoint['kind'], string>> = {
  about: 'About',
  promise: 'Promised',
  open: 'Open',
  first: 'First words',
  last: 'Last words',
  question: 'Asked',
};

/** What the thread tells of a call that is over: facts from the events, points from the words. */
export const callBriefSchema = z.object({
  direction: callDirectionSchema,
  /** The other party. */
  number: z.string(),
  principal: principalSchema,
  outcome: callOutcomeSchema,
  endedBy: endedBySchema,
  /** Whether something was said that could be told. */
  spoken: z.boolean(),
  meters: callMetersSchema,
  points: z.array(briefPointSchema).readonly(),
});
export type CallBrief = Readonly<z.infer<typeof callBriefSchema>>;

/** One item of the one thread. `at` is epoch milliseconds; `text` is empty while a transcript is awaited. */
export const threadMessageSchema = z.object({
  id: z.string(),
  at: z.number(),
  channel: channelSchema,
  direction: directionSchema,
  principal: principalSchema,
  /** Sender id, number, `owner` or `agent`. */
  author: z.string(),
  text: z.string(),
  /** Of a spoken reply that was interrupted, the part that was spoken. */
  heard: z.string().nullable(),
  conversationId: z.string().nullable(),
  /** The remote message that this one answers. */
  replyTo: z.string().nullable(),
  callId: z.string().nullable(),
  turnId: z.string().nullable(),
  delivery: deliverySchema,
  attempts: z.number().int(),
  reason: z.string().nullable(),
  /** What goes along with it; left out where there is nothing. */
  attachments: z.array(threadAttachmentSchema).optional(),
  /** Of the line that tells of a call. */
  brief: callBriefSchema.optional(),
  /** Of the line that asks for an action, or tells what came of it. */
  actionId: z.string().optional(),
  /** Of a reply in the window: what was done for it, oldest first; left out where nothing was. */
  steps: z.array(turnStepSchema).readonly().optional(),
});
export type ThreadMessage = Readonly<z.infer<typeof threadMessageSchema>>;

/** Why a line failed or was ignored that the owner did not want any more: all of it, or what had not left. */
export const droppedReasons = {
  whole: 'Dropped by the owner.',
  rest: 'The rest was dropped by the owner.',
} as const;

export function isDropped({ reason }: Pick<ThreadMessage, 'reason'>): boolean {
  return reason === droppedReasons.whole || reason === droppedReasons.rest;
}

/** A place in the thread, for reading backwards from it. */
export const threadPositionSchema = z.object({ at: z.number(), id: z.string() });
export type ThreadPosition = Readonly<z.infer<typeof threadPositionSchema>>;

/** The order of the thread: by time, then by id. */
export function comparePositions(a: ThreadPosition, b: ThreadPosition): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}
