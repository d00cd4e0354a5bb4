import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { PracticeAttachment } from './entries.ts';

/** A file or link as the agent sends it, and as it later tells how far it is. */
export const attachmentInput = z.strictObject({
  type: z.string(),
  link: z.string().min(1),
  filename: z.string().optional(),
  mime_type: z.string().optional(),
  length_in_bytes: z.number().int().min(0).optional(),
  status: z.enum(['Initializing', 'Uploading', 'Uploaded', 'Failed']).optional(),
  percent_complete: z.number().min(0).max(100).optional(),
  idempotency_key: z.string().optional(),
});
export type AttachmentInput = z.infer<typeof attachmentInput>;

export function newAttachment(input: AttachmentInput): PracticeAttachment {
  return attachmentOf(randomUUID(), input);
}

/** What an attachment becomes by a report. */
export function attachmentOf(id: string, input: AttachmentInput): PracticeAttachment {
  return {
    id,
    // Carbon Voice: types other than those it knows silently become links; of these only two can be sent.
    type: input.type === 'file' ? 'file' : 'link',
    url: input.link,
    filename: input.filename ?? null,
    mimeType: input.mime_type ?? null,
    lengthInBytes: input.length_in_bytes ?? null,
    status: input.status ?? null,
    percentComplete: input.percent_complete ?? null,
  };
}
