import { z } from 'zod';
import { callOutcomeSchema } from './call-outcome.ts';
import { principalSchema } from './thread.ts';

/** One sentence of a live call, as it is shown while the call goes on. */
export const captionSchema = z.object({
  id: z.string(),
  /** `owner`: the owner's own words, said by the agent's voice. */
  by: z.enum(['caller', 'agent', 'owner']),
  text: z.string(),
  /** The end of the sentence that an interruption or the end of the call kept from being heard; else null. */
  unheard: z.string().nullable(),
  /** False while the words may still change. */
  final: z.boolean(),
});
export type Caption = Readonly<z.infer<typeof captionSchema>>;

/** A call as the window shows it. */
export const callViewSchema = z.object({
  callId: z.string(),
  direction: z.enum(['incoming', 'outgoing']),
  /** The other party's number or address. */
  number: z.string(),
  principal: principalSchema,
  /** `waiting`: not answered yet; `handed-over`: somebody else speaks; `leaving`: goodbye is being said. */
  state: z.enum(['waiting', 'live', 'handed-over', 'leaving', 'over']),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  /** Whether it was ever answered. */
  answered: z.boolean(),
  muted: z.boolean(),
  /** To whom the call is being handed over, or was; null when to nobody. */
  handOver: z
    .object({
      target: z.string(),
      step: z.enum(['announcing', 'calling', 'joining', 'joined']),
    })
    .nullable(),
  /** The newest, oldest first. */
  captions: z.array(captionSchema).readonly(),
  trouble: z.enum(['cannot-hear', 'cannot-speak', 'speechless']).nullable(),
  /** Null until it is over. */
  outcome: callOutcomeSchema.nullable(),
});
export type CallView = Readonly<z.infer<typeof callViewSchema>>;
