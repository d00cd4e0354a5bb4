import { z } from 'zod';
import { maybeId, maybeText, unreadable } from './wire-parts.ts';

/** An attachment of a message as the service tells it; what is missing or damaged is null. */
export type RemoteAttachment = {
  readonly id: string | null;
  /** `file` has bytes, `link` an address of the web; the service knows more. */
  readonly type: string | null;
  /** Of a file it is no address that could be read. */
  readonly link: string | null;
  readonly fileName: string | null;
  readonly mimeType: string | null;
  readonly bytes: number | null;
  /** Only `Uploaded` files can be fetched. */
  readonly status: string | null;
};

/** A file whose bytes are at the service, or will be. */
export type FileAttachment = {
  readonly type: 'file';
  /** The signed address without its query. */
  readonly link: string;
  readonly fileName: string;
  readonly mimeType: string;
  readonly bytes: number;
};
/** What is sent along with a message. */
export type NewAttachment = FileAttachment | { readonly type: 'link'; readonly link: string };

/** How far the bytes of a file are, as its receiver sees it. */
export type UploadStatus = 'Initializing' | 'Uploading' | 'Uploaded' | 'Failed';

/** A file for which an address to put it is asked. */
export type UploadRequest = {
  readonly fileName: string;
  readonly mimeType: string;
  /** One key per file, kept over every attempt. */
  readonly idempotencyKey: string;
};

// v3 and the socket say `_id` and `link`, v5 and v6 `id` and `url`.
const attachmentSchema = z
  .object({
    ...{ id: maybeId, _id: maybeId, type: maybeText, url: maybeText, link: maybeText },
    ...{ filename: maybeText, mime_type: maybeText, status: maybeText },
    length_in_bytes: z.number().nonnegative().nullish().catch(null),
  })
  .catch({});

/** The attachments of a message. A damaged one counts, too: it says that there was something. */
export function parseAttachments(list: unknown): readonly RemoteAttachment[] {
  if (!Array.isArray(list)) return [];
  return list.map((one) => {
    const wire = attachmentSchema.parse(one);
    return {
      id: wire.id ?? wire._id ?? null,
      type: wire.type ?? null,
      link: wire.url ?? wire.link ?? null,
      fileName: wire.filename ?? null,
      mimeType: wire.mime_type ?? null,
      bytes: wire.length_in_bytes ?? null,
      status: wire.status ?? null,
    };
  });
}

/** One attachment of a message that is about to be sent, or of the report how far its bytes are. */
export function attachmentBody(
  attachment: NewAttachment,
  status: UploadStatus = 'Initializing',
): unknown {
  const { type, link } = attachment;
  if (attachment.type === 'link') return { type, link };
  return {
    ...{ type, link, filename: attachment.fileName, mime_type: attachment.mimeType },
    ...{ length_in_bytes: attachment.bytes, status },
    percent_complete: status === 'Uploaded' ? 100 : 0,
  };
}

/** Asks where a file can be put, by a list of one. The older twin of the route knows no keys. */
export function uploadBody(
  { fileName, mimeType, idempotencyKey }: UploadRequest,
  generation: 'current' | 'old',
) {
  const key = generation === 'current' && { idempotency_key: idempotencyKey };
  return { files: [{ filename: fileName, mimetype: mimeType, ...key }] };
}

/** The signed address of the one file that was asked for. Throws ProtocolError. */
export function parseUploadUrl(body: unknown): string {
  const [told, ...more] = z.array(z.object({ url: z.url() })).safeParse(body).data ?? [];
  if (!told || more.length > 0) throw unreadable('an upload address');
  return told.url;
}

/** A signed address as bare text, at times wrapped in double quotes. Throws ProtocolError. */
export function parseSignedUrl(text: string): string {
  const url = z.url().safeParse(text.trim().replace(/^"(.*)"$/u, '$1')).data;
  if (url === undefined) throw unreadable('a download address');
  return url;
}
