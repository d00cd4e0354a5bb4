import { z } from 'zod';
import { parseFeedPage } from './feed-wire.ts';
import type { FeedPage } from './feed-wire.ts';
import { maybeId, maybeText, unreadable } from './wire-parts.ts';

/** Which changes are asked for: those after an instant, oldest first, or those before it, newest first. */
export type OldQuery = {
  readonly direction: 'newer' | 'older';
  /** Epoch ms. */
  readonly date: number;
  /** Undefined: of every conversation. */
  readonly conversationId?: string | undefined;
};

/** The body of `POST /v3/messages/recent`. */
export function recentBody({ direction, date, conversationId }: OldQuery, limit: number): unknown {
  return {
    ...{ date: new Date(date).toISOString(), direction, use_last_updated: true, limit },
    ...(conversationId !== undefined && { channel_id: conversationId }),
  };
}

/** Of a date, epoch ms. */
const maxInstant = 8.64e15;
// The live socket, which speaks of the same shape, has instants as numbers.
const maybeInstant = z
  .union([
    z.string(),
    z
      .number()
      .min(0)
      .max(maxInstant)
      .transform((at) => new Date(at).toISOString()),
  ])
  .nullish()
  .catch(null);
const textModelSchema = z
  .object({
    ...{ type: maybeText, value: maybeText },
    timecodes: z
      .array(z.object({ t: z.string() }))
      .nullish()
      .catch(null),
  })
  .catch({});
const rowSchema = z.looseObject({
  ...{ message_id: maybeId, _id: maybeId, id: maybeId, channel_id: maybeId },
  channel_ids: z.array(maybeId).nullish().catch(null),
  ...{ created_at: maybeInstant, last_updated_at: maybeInstant },
  is_text_message: z.boolean().nullish().catch(null),
  text_models: z.array(textModelSchema).nullish().catch(null),
  audio_models: z.array(z.unknown()).nullish().catch(null),
  attachments: z.array(z.unknown()).nullish().catch(null),
  duration_ms: z.number().nullish().catch(null),
  ...{ idempotency_key: maybeText, unique_client_id: maybeText },
});
type OldRow = z.infer<typeof rowSchema>;

/** The answer of `POST /v3/messages/recent`: a bare array, without a word on what follows. Throws ProtocolError. */
export function parseRecent(body: unknown): FeedPage {
  if (!Array.isArray(body)) throw unreadable('a list of messages');
  return parseFeedPage({ data: body.map(toCurrent) });
}

/** The row under the names of today, which are then read as every other message is. */
function toCurrent(row: unknown): unknown {
  const wire = rowSchema.safeParse(row).data;
  if (!wire) return row;
  return {
    ...wire,
    id: wire.message_id ?? wire._id ?? wire.id,
    conversation_id: wire.channel_ids?.[0] ?? wire.channel_id,
    updated_at: wire.last_updated_at,
    kind: kindOf(wire),
    content: contentOf(wire),
    idempotency_key: wire.idempotency_key ?? wire.unique_client_id,
  };
}

/** There is no `kind` yet; what has neither words nor sound consists of what came along. */
function kindOf({ is_text_message, audio_models, attachments, ...wire }: OldRow): string {
  if (is_text_message) return 'text';
  const hasSound = (audio_models ?? []).length > 0 || (wire.duration_ms ?? 0) > 0;
  return !hasSound && (attachments ?? []).length > 0 ? 'attachment' : 'audio';
}

/** Carbon Voice: a spoken message has an empty `value` and its words in `timecodes[].t`. Other models are summaries. */
function contentOf({ text_models }: OldRow): unknown {
  const models = (text_models ?? []).filter(({ type }) => type?.startsWith('transcript'));
  const said = models.find(({ value }) => value?.trim()) ?? models.find((one) => one.timecodes);
  return { transcript: said?.value, time_codes: said?.timecodes };
}
