import { z } from 'zod';
import { bad } from './answers.ts';
import type { Answer } from './answers.ts';
import type { Call } from './journal.ts';
import type { StoredMessage } from './messages.ts';
import { toV3Row } from './messages.ts';
import type { RouteParts } from './routes.ts';

const bodySchema = z.object({
  date: z.iso.datetime(),
  direction: z.enum(['newer', 'older']),
  use_last_updated: z.boolean(),
  limit: z.int().min(1).default(50),
  channel_id: z.string().optional(),
});

/** `POST /v3/messages/recent`: a bare array. The date itself belongs to neither side of it. */
export function recent({ body }: Call, { shelf }: RouteParts): Answer {
  const asked = bodySchema.safeParse(body).data;
  if (!asked) return bad('date, direction and use_last_updated are needed');
  const isNewer = asked.direction === 'newer';
  const date = Date.parse(asked.date);
  const at = ({ updatedAt, createdAt }: StoredMessage): number =>
    asked.use_last_updated ? updatedAt : createdAt;
  const rows = shelf.all
    .filter(({ unlisted }) => !unlisted)
    .filter(({ conversationId }) => (asked.channel_id ?? conversationId) === conversationId)
    .filter((message) => (isNewer ? at(message) > date : at(message) < date))
    .toSorted((a, b) => (isNewer ? at(a) - at(b) : at(b) - at(a)));
  return { status: 200, body: rows.slice(0, asked.limit).map(toV3Row) };
}
