import { z } from 'zod';
import { contactSchema } from './contact.ts';
import { metersReportSchema } from './meters.ts';
import { reminderSchema, taskSchema, taskStateSchema } from './planning.ts';
import { threadMessageSchema, threadPositionSchema } from './thread.ts';
import { turnSchema } from './turns.ts';

const contactId = z.object({ id: z.string().max(64) });
const number = z.object({ number: z.number().int().min(1) });

/** What the views beside the thread ask. */
export const viewRequests = {
  /** Messages with all of these words, newest first, before a place; `snippet`: the words around them, those in `[…]`. */
  'thread:search': {
    request: z.object({
      text: z.string().trim().min(1).max(1000),
      before: threadPositionSchema.nullable(),
      limit: z.number().int().min(1).max(200),
    }),
    response: z.object({
      found: z
        .array(z.object({ message: threadMessageSchema, snippet: z.string() }).readonly())
        .readonly(),
    }),
  },
  /** A message and up to `limit` on either side of it, oldest first; nothing where there is no such message. */
  'thread:around': {
    request: z.object({ messageId: z.string().max(200), limit: z.number().int().min(1).max(500) }),
    response: z.object({
      messages: z.array(threadMessageSchema).readonly(),
      hasOlder: z.boolean(),
      hasNewer: z.boolean(),
    }),
  },
  /** The owner has seen the thread up to here. The furthest one is kept. */
  'thread:seen': { request: threadPositionSchema, response: z.object({}) },
  /** The messages after a place, oldest first; null for the beginning of the thread. */
  'thread:after': {
    request: z.object({
      after: threadPositionSchema.nullable(),
      limit: z.number().int().min(1).max(500),
    }),
    response: z.object({
      messages: z.array(threadMessageSchema).readonly(),
      hasNewer: z.boolean(),
    }),
  },
  /** Open ones, those that are due first; with `all` also what is over. */
  'tasks:list': {
    request: z.object({ all: z.boolean() }),
    response: z.object({ tasks: z.array(taskSchema).readonly() }),
  },
  'tasks:change': {
    request: number.extend({ state: taskStateSchema }),
    response: z.object({ task: taskSchema }),
  },
  /** What is still to come; with `all` also what is over. */
  'reminders:list': {
    request: z.object({ all: z.boolean() }),
    response: z.object({ reminders: z.array(reminderSchema).readonly() }),
  },
  'reminders:cancel': { request: number, response: z.object({ reminder: reminderSchema }) },
  /** Whom these words name, or everybody. */
  'contacts:list': {
    request: z.object({ text: z.string().max(1000) }),
    response: z.object({ contacts: z.array(contactSchema).readonly() }),
  },
  /** Until the app ends, they can be brought back. */
  'contacts:delete': { request: contactId, response: z.object({ contact: contactSchema }) },
  'contacts:restore': { request: contactId, response: z.object({ contact: contactSchema }) },
  /** The last `days` days, today included. */
  'meters:get': {
    request: z.object({ days: z.number().int().min(1).max(366) }),
    response: z.object({ report: metersReportSchema }),
  },
  /** The newest turns, newest last. */
  'turns:list': {
    request: z.object({ limit: z.number().int().min(1).max(1000) }),
    response: z.object({ turns: z.array(turnSchema).readonly() }),
  },
} as const;
