import { z } from 'zod';
import type { WorkSign } from '../thread/channel-ports.ts';

const names = z.array(z.string()).catch([]);
const word = z.string().catch('');
const summarySchema = z.object({
  top_user_reactions: z
    .array(z.object({ user_id: z.string(), reaction_id: word }))
    .nullish()
    .catch(null),
  top_user_emojis: z
    .array(z.object({ user_ids: names, reaction: word }))
    .nullish()
    .catch(null),
});

/** One person's reaction: an emoji, or the id of an older one. */
export type Reaction = { readonly userId: string; readonly reaction: string };

/** Who reacted to a message, and how. Carbon Voice: legacy reactions and emojis are told apart, and may come together. */
export function parseReactions(summary: unknown): readonly Reaction[] {
  const { data } = summarySchema.safeParse(summary);
  const legacy = (data?.top_user_reactions ?? []).map((one) => ({
    userId: one.user_id,
    reaction: one.reaction_id,
  }));
  const emojis = (data?.top_user_emojis ?? []).flatMap(({ reaction, user_ids: userIds }) =>
    userIds.map((userId) => ({ userId, reaction })),
  );
  return [...legacy, ...emojis];
}

/** Carbon Voice: a sign lasts `ttl_ms`, 500 to 30000. */
export function signalBody({ kind, lastsMs, messageId }: WorkSign): unknown {
  return {
    signal_type: kind,
    ttl_ms: lastsMs,
    ...(messageId === null ? {} : { message_id: messageId }),
  };
}
