import { z } from 'zod';

/** Somebody who is practised with, beside the owner, the agent and the colleague of the account. */
export const personSchema = z.object({
  id: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string().nullable(),
});
export type PracticePerson = Readonly<z.infer<typeof personSchema>>;

export const conversationSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(['directMessage', 'namedConversation']),
  people: z.array(z.string()),
  createdAt: z.number(),
  /** When somebody who was written to by e-mail answers its first message; null: nobody does. */
  answerDueAt: z.number().nullable(),
});
export type PracticeConversation = Readonly<z.infer<typeof conversationSchema>>;
