import { z } from 'zod';

/**
 * The life of something that the agent does with a tool. `pending` waits for the owner; `approved` is to be done;
 * `running` is being done; `unknown` may have been done: the app ended in the midst of it.
 */
export const actionStateSchema = z.enum([
  'pending',
  'approved',
  'denied',
  'expired',
  'running',
  'done',
  'failed',
  'unknown',
]);
export type ActionState = z.infer<typeof actionStateSchema>;

/** What the agent did with a tool for a reply, as the thread shows it. */
export const turnStepSchema = z.object({
  /** Of the action. */
  id: z.string(),
  tool: z.string(),
  /** What was to happen, in plain words written by code. */
  summary: z.string(),
  state: actionStateSchema,
  /** Why it was not done; null where there is nothing to tell. */
  reason: z.string().nullable(),
});
export type TurnStep = Readonly<z.infer<typeof turnStepSchema>>;
