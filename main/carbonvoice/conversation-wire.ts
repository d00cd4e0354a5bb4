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

/** Whether a list of people (`GET /simplified/conversations/{id}/users`) has more than two; null where it is none. */
export function parseHasManyPeople(body: unknown): boolean | null {
  const people = z
    .array(z.object({ id: z.string() }))
    .min(1)
    .safeParse(body).data;
  return people ? new Set(people.map(({ id }) => id)).size > 2 : null;
}
