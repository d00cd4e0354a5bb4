import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/** One attachment as the service keeps it. */
export type StoredAttachment = {
  readonly id: string;
  readonly type: string;
  readonly link: string;
  readonly fileName: string | null;
  readonly mimeType: string | null;
  readonly bytes: number | null;
  status: string | null;
  percent: number | null;
};

const types = ['file', 'location', 'ai-response-id', 'ai-prompt-id', 'action-item-id'];
const wireSchema = z.object({ type: z.string().optional(), link: z.url() });
const fileSchema = wireSchema.extend({
  ...{ filename: z.string().min(1), mime_type: z.string().min(1), length_in_bytes: z.int().min(0) },
  status: z.enum(['Initializing', 'Uploading', 'Uploaded', 'Failed']),
  percent_complete: z.number().min(0).max(100),
});

/** Carbon Voice: types that it does not know become links without a word. Null for what it refuses. */
export function toAttachment(wire: unknown): StoredAttachment | null {
  const { type = 'link', link } = wireSchema.safeParse(wire).data ?? {};
  if (link === undefined) return null;
  const base = { id: randomUUID(), type: types.includes(type) ? type : 'link', link };
  if (type !== 'file') {
    return { ...base, fileName: null, mimeType: null, bytes: null, status: null, percent: null };
  }
  const file = fileSchema.safeParse(wire).data;
  if (!file) return null;
  return {
    ...{ ...base, fileName: file.filename, mimeType: file.mime_type, bytes: file.length_in_bytes },
    ...{ status: file.status, percent: file.percent_complete },
  };
}

/** As v5 and v6 messages show it; null members are left out. */
export function toCurrentAttachment(attachment: StoredAttachment): unknown {
  return { id: attachment.id, url: attachment.link, ...membersOf(attachment) };
}

/** As webhooks, the older routes and their answers show it. */
export function toOldAttachment(attachment: StoredAttachment, idName: 'id' | '_id'): unknown {
  return { [idName]: attachment.id, link: attachment.link, ...membersOf(attachment) };
}

function membersOf({ type, fileName, mimeType, bytes, status, percent }: StoredAttachment) {
  return {
    type,
    ...(fileName !== null && { filename: fileName }),
    ...(mimeType !== null && { mime_type: mimeType }),
    ...(bytes !== null && { length_in_bytes: bytes }),
    ...(status !== null && { status, percent_complete: percent }),
  };
}
