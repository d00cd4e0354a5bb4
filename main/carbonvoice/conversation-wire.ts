import { z } from 'zod';

/** Whether a conversation has more than two people; null where the answer does not tell. */
export function parseIsGroup(body: unknown): boolean | null {
  const schema = z.object({
    type: z.string().nullish().catch(null),
    dm_hash: z.string().nullish().catch(null),
    json_collaborators: z
      .array(z.object({ user_guid: z.string() }))
      .nullish()
      .catch(null),
  });
  const channel = schema.safeParse(body).data;
  if (!channel) return null;
  const people = new Set(channel.json_collaborators?.map(({ user_guid: userId }) => userId));
  if (people.size > 0) return people.size > 2;
  // Carbon Voice: the hash is set only on one-to-one conversations.
  if (channel.dm_hash || channel.type === 'directMessage') return false;
  return channel.type ? true : null;
}
