/** Who wrote at the desk so short a time ago, in ms, is taken to sit there still. */
export const atDeskMs = 600_000;

/** Whether nobody but the owner and the agent reads a conversation; null when it cannot be told now. */
export type IsPrivate = (conversationId: string, signal: AbortSignal) => Promise<boolean | null>;

export type OwnersConversation =
  | { readonly type: 'found'; readonly conversationId: string }
  /** One of them cannot be looked at now. */
  | { readonly type: 'later' }
  | { readonly type: 'none' };

/** The first of these that nobody but the owner and the agent reads: what is the owner's must not be read by others. */
export async function ownersConversation(
  conversations: readonly string[],
  isPrivate: IsPrivate,
  signal: AbortSignal,
): Promise<OwnersConversation> {
  for (const conversationId of conversations) {
    const answer = await isPrivate(conversationId, signal);
    if (answer === null) return { type: 'later' };
    if (answer) return { type: 'found', conversationId };
  }
  return { type: 'none' };
}
