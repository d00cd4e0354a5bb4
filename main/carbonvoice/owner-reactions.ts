import type { Identity, RemoteMessage } from './wire.ts';

/** What the owner reacted with to a message of our own. */
export type OwnerReactions = {
  /** At the service. */
  readonly messageId: string;
  /** Emojis, and the names of older reactions. */
  readonly reactions: readonly string[];
};

/** Null for messages of others, for those without any, and while nobody knows who the owner is. */
export function ownerReactions(
  { id, creatorId, reactions }: RemoteMessage,
  identity: Identity | null,
): OwnerReactions | null {
  if (!identity || creatorId !== identity.agentId) return null;
  const own = reactions.filter(({ userId }) => userId === identity.ownerId);
  return own.length === 0
    ? null
    : { messageId: id, reactions: own.map(({ reaction }) => reaction) };
}
