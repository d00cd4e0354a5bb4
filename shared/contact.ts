import { z } from 'zod';

/** Somebody whom the owner knows. Instants are epoch ms. */
export const contactSchema = z.object({
  id: z.string(),
  name: z.string(),
  note: z.string(),
  /** E.164. */
  phones: z.array(z.string()).readonly(),
  emails: z.array(z.string()).readonly(),
  /** Carbon Voice: ids of the person. */
  userIds: z.array(z.string()).readonly(),
  /** Carbon Voice: ids of conversations with them. */
  conversationIds: z.array(z.string()).readonly(),
  createdAt: z.number(),
  changedAt: z.number(),
});
export type Contact = Readonly<z.infer<typeof contactSchema>>;
