import type { PracticeAttachment, PracticeMessage } from './entries.ts';
import { isoTime } from './iso-time.ts';

type Wire = Readonly<Record<string, unknown>>;

/** A file or link as v5 and v6 messages have it: null members are left out. */
export function wireAttachment(attachment: PracticeAttachment): Wire {
  return withoutNulls({
    id: attachment.id,
    type: attachment.type,
    url: attachment.url,
    ...fileMembers(attachment),
  });
}

/** As webhooks, v3 and the routes without a version have it: the address under `link`, the id under both names. */
export function legacyAttachment(
  attachment: PracticeAttachment,
  { creatorId, createdAt }: Pick<PracticeMessage, 'creatorId' | 'createdAt'>,
): Wire {
  return withoutNulls({
    _id: attachment.id,
    id: attachment.id,
    creator_id: creatorId,
    created_at: isoTime(createdAt),
    type: attachment.type,
    link: attachment.url,
    ...fileMembers(attachment),
  });
}

function fileMembers(attachment: PracticeAttachment): Wire {
  return {
    filename: attachment.filename,
    mime_type: attachment.mimeType,
    length_in_bytes: attachment.lengthInBytes,
    status: attachment.status,
    percent_complete: attachment.percentComplete,
  };
}

function withoutNulls(members: Wire): Wire {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
}
