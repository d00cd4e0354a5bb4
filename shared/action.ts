import { z } from 'zod';
import { channelSchema, principalSchema } from './thread.ts';
import { actionStateSchema } from './turn-step.ts';
import type { ActionState } from './turn-step.ts';

export { actionStateSchema };
export type { ActionState };

/** Where and how an action was decided; `policy`: by the settings, nobody was asked. */
export const decidedViaSchema = z.enum([
  'policy',
  'window',
  'notification',
  'command',
  'call',
  'carbonvoice-reply',
  'carbonvoice-reaction',
  /** Nobody answered in time. */
  'time',
]);
export type DecidedVia = z.infer<typeof decidedViaSchema>;

/** One use of a tool, as it is asked for, shown and kept. Instants are epoch ms, null where it did not happen. */
export const actionSchema = z.object({
  id: z.string(),
  /** `place_call`, `mcp.<server>.<tool>`; of a yes that was given in the settings, their key. */
  tool: z.string(),
  /** What exactly will happen, in plain words written by code from the arguments. */
  summary: z.string(),
  /** Checked against the tool's schema; exactly these are used. */
  arguments: z.record(z.string(), z.unknown()),
  state: actionStateSchema,
  channel: channelSchema,
  principal: principalSchema,
  /** Who asked for it: sender id, number or `owner`. */
  author: z.string(),
  conversationId: z.string().nullable(),
  callId: z.string().nullable(),
  /** The message of the thread that led to it; null where none did. */
  messageId: z.string().nullable(),
  turnId: z.string().nullable(),
  createdAt: z.number(),
  /** Of one that asks: when no answer means no. */
  expiresAt: z.number().nullable(),
  decidedAt: z.number().nullable(),
  decidedVia: decidedViaSchema.nullable(),
  /** Who decided: `owner`, or null where nobody was asked. */
  decidedBy: z.string().nullable(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  /** What came of it, in a sentence. */
  result: z.string().nullable(),
  /** Whose words `result` is, where they came from outside. */
  outside: z.string().nullable(),
  /** Whether the model knew words of others as it asked for it: what is told of it may then be theirs. */
  knewOutside: z.boolean(),
  /** The message of the thread that asks the owner for it; null for none. */
  requestId: z.string().nullable(),
  /** The line of the thread that tells what came of it; null for none. */
  toldId: z.string().nullable(),
});
export type Action = Readonly<z.infer<typeof actionSchema>>;

/** One tool at work in a turn, as whoever waits for the answer sees it. */
export const toolStepSchema = z.object({
  /** Of the action. */
  id: z.string(),
  tool: z.string(),
  summary: z.string(),
  state: z.enum(['running', 'done', 'failed', 'asked']),
  /** Empty while it is running. */
  result: z.string(),
});
export type ToolStep = Readonly<z.infer<typeof toolStepSchema>>;
