import { z } from 'zod';

/** A number of the phone account, as window and commands show it. */
export const numberViewSchema = z.object({
  /** E.164. */
  number: z.string(),
  /** `adjutant`: rings here; `mailbox`: our mailbox takes every call; `other`: a flow that is not ours. */
  answeredBy: z.enum(['adjutant', 'mailbox', 'other', 'nothing']),
  /** The name of the flow at the service; null where there is none, or it is not told. */
  flow: z.string().nullable(),
  /** Whether an undo can put back what answered it before. */
  isSetUp: z.boolean(),
});
export type NumberView = Readonly<z.infer<typeof numberViewSchema>>;
