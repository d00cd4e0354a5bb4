import type { PracticeCarbonVoice } from '../../../../main/rehearsal/practice-carbon-voice.ts';
import type { Json } from './harness.ts';
import { request, sendBody } from './harness.ts';

export const pdf = { filename: 'notes of May.pdf', mimetype: 'application/pdf' } as const;

export type Reply = {
  readonly status: number;
  readonly type: string | null;
  readonly bytes: Buffer;
};

/** An exchange with the storage, as whoever has a signed address makes it: without a token. */
export async function atStorage(
  url: string,
  init: {
    readonly method?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  } = {},
): Promise<Reply> {
  const headers = { connection: 'close', ...init.headers };
  const answer = await fetch(url, { redirect: 'error', ...init, headers });
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, type: answer.headers.get('content-type'), bytes };
}

/** A signed address for one upload. */
export async function orderUpload(
  service: PracticeCarbonVoice,
  more: Json = {},
  path = '/v5/attachments/upload/signedurl',
): Promise<string> {
  const { status, body } = await request(service, 'POST', path, { files: [{ ...pdf, ...more }] });
  const [row] = body as unknown as readonly Json[];
  if (status !== 201 || !row) throw new Error(`ordering an upload was answered ${status}`);
  return String(row['url']);
}

export function putBytes(
  url: string,
  body = '%PDF-practice',
  type: string = pdf.mimetype,
): Promise<Reply> {
  return atStorage(url, { method: 'PUT', body, headers: { 'content-type': type } });
}

/** The attachment of an upload address, as it is sent and reported. */
export function fileInput(url: string, status: string, more: Json = {}): Json {
  return {
    type: 'file',
    link: url.slice(0, url.indexOf('?')),
    filename: pdf.filename,
    mime_type: pdf.mimetype,
    length_in_bytes: 13,
    status,
    percent_complete: status === 'Uploaded' ? 100 : 0,
    ...more,
  };
}

export type Sent = { readonly messageId: string; readonly attachmentId: string };

/** The first three steps: address, bytes, message. The file is still unfinished. */
export async function sendFile(service: PracticeCarbonVoice, url: string): Promise<Sent> {
  const attachments = [fileInput(url, 'Initializing')];
  const answer = await request(service, 'POST', '/v5/messages/text', {
    ...sendBody(service, { attachments }),
  });
  const [attachment] = answer.body['attachments'] as readonly Json[];
  return { messageId: String(answer.body['id']), attachmentId: String(attachment?.['id']) };
}

/** The fourth step: tells how far the file is. */
export function report(
  service: PracticeCarbonVoice,
  { messageId, attachmentId }: Sent,
  input: Json,
): ReturnType<typeof request> {
  return request(service, 'PUT', `/messages/${messageId}/attachment/${attachmentId}`, input);
}

/** All four steps. */
export async function sendWholeFile(service: PracticeCarbonVoice): Promise<Sent> {
  const url = await orderUpload(service);
  await putBytes(url);
  const sent = await sendFile(service, url);
  await report(service, sent, fileInput(url, 'Uploaded'));
  return sent;
}

/** Asks for the address of a file and gives it without the quotes that it may come in. */
export async function downloadAddress(
  service: PracticeCarbonVoice,
  attachmentId: string,
): Promise<{ readonly status: number; readonly text: string; readonly url: string }> {
  const path = `/v5/attachments/download/signedurl/${attachmentId}`;
  const { status, body } = await request(service, 'GET', path);
  const text = String(body['text']);
  return { status, text, url: text.replaceAll('"', '') };
}
