import { z } from 'zod';
import type { WorkSign } from '../thread/ports.ts';

const names = z.array(z.string()).catch([]);
const summarySchema = z.object({
  top_user_reactions: z
    .array(z.object({ user_id: z.string() }))
    .nullish()
    .catch(null),
  top_user_emojis: z
    .array(z.object({ user_ids: names }))
    .nullish()
    .catch(null),
});

/** Who reacted to a message. Carbon Voice: legacy reactions and emojis are told apart, and may come together. */
export function parseReactors(summary: unknown): readonly string[] {
  const { data } = summarySchema.safeParse(summary);
  const legacy = (data?.top_user_reactions ?? []).map(({ user_id: userId }) => userId);
  return [...legacy, ...(data?.top_user_emojis ?? []).flatMap(({ user_ids: userIds }) => userIds)];
}

/** Carbon Voice: a sign lasts `ttl_ms`, 500 to 30000. */
export function signalBody({ kind, lastsMs, messageId }: WorkSign): unknown {
  return {
    signal_type: kind,
    ttl_ms: lastsMs,
    ...(messageId === null ? {} : { message_id: messageId }),
  };
}
