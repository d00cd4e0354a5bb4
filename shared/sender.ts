import { z } from 'zod';

/** Why a message by somebody who may not write is not answered; the window offers to allow the sender by it. */
export const notAllowedReason = 'The sender is not allowed to write.';

/** How far back, in milliseconds, what a newly allowed sender wrote can still be answered. */
export const answerBackMs = 3_600_000;

/** Somebody who wrote and was refused, or who is allowed to write. */
export const senderViewSchema = z.object({
  senderId: z.string(),
  /** As the service knows them; null where it does not tell. */
  name: z.string().nullable(),
  allowed: z.boolean(),
  /** Messages that were refused. */
  refused: z.number().int(),
  /** Of those, how many are of the last hour, and can still be answered. */
  recent: z.number().int(),
  /** Of the last refused one, epoch ms; null for none. */
  lastAt: z.number().nullable(),
});
export type SenderView = Readonly<z.infer<typeof senderViewSchema>>;

/** What allowing a sender came to. */
export const allowedSchema = z.object({
  senderId: z.string(),
  /** Refused messages of the last hour that are being answered now. */
  answered: z.number().int(),
  /** Those that would be when asked for. */
  recent: z.number().int(),
});
export type AllowedSender = Readonly<z.infer<typeof allowedSchema>>;
