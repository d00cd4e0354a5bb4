import { z } from 'zod';

/** What a link, a notification or a command asks the window to show. It never sends, and never approves. */
export const askedSchema = z.discriminatedUnion('type', [
  /** Words for the composer, which the owner reads and sends or not. */
  z.object({ type: z.literal('compose'), text: z.string().max(4000) }),
  /** A message of the thread. */
  z.object({ type: z.literal('message'), messageId: z.string().max(200) }),
  /** What waits for the owner's yes. */
  z.object({ type: z.literal('approval'), actionId: z.string().max(100) }),
]);
export type Asked = Readonly<z.infer<typeof askedSchema>>;
