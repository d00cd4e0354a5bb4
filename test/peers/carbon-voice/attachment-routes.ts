import type { StoredAttachment } from './attachments.ts';
import { toAttachment, toOldAttachment } from './attachments.ts';
import type { Call } from './journal.ts';
import type { StoredMessage } from './messages.ts';
import { bad, none } from './answers.ts';
import type { Answer } from './answers.ts';
import type { RouteParts } from './routes.ts';

/** `POST /v5/attachments/upload/signedurl` and its older twin, which knows no keys. */
export function uploadUrls({ body }: Call, { storage }: RouteParts, hasKeys: boolean): Answer {
  const { files } = body;
  if (!Array.isArray(files) || files.length === 0) return bad('files is needed');
  const asked = files as readonly Record<string, unknown>[];
  for (const { filename, mimetype, ...more } of asked) {
    if (typeof filename !== 'string' || typeof mimetype !== 'string') return bad('files is wrong');
    const odd = Object.keys(more).find((name) => !hasKeys || name !== 'idempotency_key');
    if (odd !== undefined) return bad(`property ${odd} should not exist`);
  }
  const urls = asked.map(({ filename, mimetype }) => ({
    ...{ url: storage.signUpload(String(filename)), filename, mimetype },
  }));
  return { status: 201, body: urls };
}

/** `PUT /messages/{id}/attachment/{id}`: how far the bytes of a file are. */
export function report({ body }: Call, ids: readonly [string, string], parts: RouteParts): Answer {
  const message = parts.shelf.get(ids[0]);
  const attachment = message?.attachments.find(({ id }) => id === ids[1]);
  if (!message || !attachment) return none;
  const told = toAttachment(body);
  if (!told || told.type !== attachment.type || told.link !== attachment.link) return bad('wrong');
  attachment.status = told.status;
  attachment.percent = told.percent;
  parts.shelf.touch(message.id);
  return { status: 200, body: toOldAttachment(attachment, '_id') };
}

/** `POST /simplified/messages/{id}/attachments/bulk/link`. */
export function addLinks({ body }: Call, messageId: string, parts: RouteParts): Answer {
  const { links } = body;
  if (!Array.isArray(links) || links.length === 0) return bad('links is needed');
  const wires = links.map((link: unknown) => ({ type: 'link', link }));
  const added = add(wires, parts.shelf.get(messageId));
  if (added === null) return bad('links must be addresses');
  return { status: 201, body: { attachments: added.map((one) => toOldAttachment(one, 'id')) } };
}

/** `POST /messages/{id}/attachments`. */
export function addAttachments({ body }: Call, messageId: string, parts: RouteParts): Answer {
  const { attachments } = body;
  if (!Array.isArray(attachments) || attachments.length === 0) return bad('attachments is needed');
  const added = add(attachments, parts.shelf.get(messageId));
  if (added === null) return bad('attachments is wrong');
  return { status: 201, body: added.map((one) => toOldAttachment(one, '_id')) };
}

function add(
  wires: readonly unknown[],
  message: StoredMessage | undefined,
): readonly StoredAttachment[] | null {
  const added = wires.map(toAttachment).filter((one) => one !== null);
  if (!message || added.length !== wires.length) return null;
  message.attachments.push(...added);
  return added;
}

/** The signed address as bare text, at times quoted: here every second time. */
export function downloadUrl(
  id: string,
  holders: readonly StoredMessage[],
  { storage, journal }: RouteParts,
): Answer {
  const all = holders.flatMap(({ attachments }) => attachments);
  const attachment = all.find((one) => one.id === id);
  if (attachment?.type !== 'file' || attachment.status !== 'Uploaded') return none;
  const url = storage.signDownload(attachment.link);
  journal.downloads.push(id);
  return { status: 200, text: journal.downloads.length % 2 === 0 ? `"${url}"` : url };
}
