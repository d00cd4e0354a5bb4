import { z } from 'zod';

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
});
export type ThreadMessage = Readonly<z.infer<typeof threadMessageSchema>>;

/** A place in the thread, for reading backwards from it. */
export const threadPositionSchema = z.object({ at: z.number(), id: z.string() });
export type ThreadPosition = Readonly<z.infer<typeof threadPositionSchema>>;
