import { z } from 'zod';
import { callOutcomeSchema, endedBySchema } from './call-outcome.ts';
import { callDirectionSchema, principalSchema } from './thread.ts';

/** A call as it is kept: whose, how it came out, what it used. Instants are epoch milliseconds. */
export const callAccountSchema = z.object({
  callId: z.string(),
  direction: callDirectionSchema,
  /** The other party's number or address. */
  number: z.string(),
  principal: principalSchema,
  /** What a call out is for; null for none. */
  goal: z.string().nullable(),
  startedAt: z.number(),
  answeredAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  /** Null while the call goes on, and for calls of versions that did not keep it. */
  outcome: callOutcomeSchema.nullable(),
  transcribedMs: z.number(),
  spokenCharacters: z.number().int(),
  /** The line in the thread that tells of the call; null while there is none. */
  briefId: z.string().nullable(),
});
export type CallAccount = Readonly<z.infer<typeof callAccountSchema>>;

/** A call that is over and of which the thread does not tell yet. */
export const endedCallSchema = callAccountSchema.extend({
  outcome: callOutcomeSchema,
  endedAt: z.number(),
  endedBy: endedBySchema,
});
export type EndedCall = Readonly<z.infer<typeof endedCallSchema>>;
