import { ProtocolError, RemoteError } from '../../shared/errors.ts';
import { downloadFile } from '../base/download.ts';
import { httpRequest } from '../base/http.ts';
import {
  attachmentBody,
  parseAttachments,
  parseSignedUrl,
  parseUploadUrl,
  uploadBody,
} from './attachment-wire.ts';
import type {
  FileAttachment,
  NewAttachment,
  RemoteAttachment,
  UploadRequest,
  UploadStatus,
} from './attachment-wire.ts';
import type { CarbonVoiceExchange } from './exchange.ts';
import { isMissingRoute } from './missing-route.ts';
import { transferLimitMs } from './transfer.ts';
import { loopbackHost } from '../../shared/loopback.ts';

/** Carbon Voice: the vendor's own clients fetch files of up to 10 MB. */
export const maxIncomingBytes = 10 * 1024 * 1024;

/** Where an attachment is: on a message, or behind the share link of a forwarded one. */
export type AttachmentPlace = { readonly attachmentId: string; readonly shareLinkId?: string };

type UploadRoute = { readonly path: string; readonly generation: 'current' | 'old' };
const currentUpload: UploadRoute = {
  path: '/v5/attachments/upload/signedurl',
  generation: 'current',
};
const oldUpload: UploadRoute = { path: '/v3/attachments/signedurl', generation: 'old' };

/** Files and links, up and down. Everything here may be repeated, but `addLinks` and `add`. Throws AppError. */
export class AttachmentClient {
  readonly #exchange: CarbonVoiceExchange;
  /** Whether this service has only the older route for upload addresses. */
  #isOld = false;

  constructor(exchange: CarbonVoiceExchange) {
    this.#exchange = exchange;
  }

  /** First step: a short-lived address to which the bytes can be put. */
  async uploadUrl(file: UploadRequest, signal: AbortSignal): Promise<string> {
    if (!this.#isOld) {
      try {
        return await this.#uploadUrl(currentUpload, file, signal);
      } catch (error) {
        if (!isMissingRoute(error)) throw error;
      }
    }
    const url = await this.#uploadUrl(oldUpload, file, signal);
    this.#isOld = true;
    return url;
  }

  /** Second step. The address is the storage's, not the service's: it gets no token. */
  async put(url: string, bytes: Blob, signal: AbortSignal): Promise<void> {
    const answer = await httpRequest({
      ...{ method: 'PUT', url: this.#checked(url), body: bytes, signal },
      headers: { 'content-type': bytes.type },
      timeoutMs: transferLimitMs(bytes.size),
    });
    if (answer.status >= 200 && answer.status < 300) return;
    const sentence = `The storage of Carbon Voice answered ${answer.status} to the file.`;
    throw new RemoteError('CARBONVOICE_UPLOAD_REFUSED', sentence, { status: answer.status });
  }

  /** Fourth step, after the message was sent: without it the receiver sees an unfinished file. */
  async report(
    place: { readonly messageId: string; readonly attachmentId: string },
    report: { readonly file: FileAttachment; readonly status: UploadStatus },
    signal: AbortSignal,
  ): Promise<void> {
    const message = encodeURIComponent(place.messageId);
    const path = `/messages/${message}/attachment/${encodeURIComponent(place.attachmentId)}`;
    const body = attachmentBody(report.file, report.status);
    await this.#exchange.ask({ method: 'PUT', path, body, safe: true }, signal);
  }

  /** Link cards on a message that is there already. A second time adds them a second time. */
  async addLinks(
    messageId: string,
    links: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly RemoteAttachment[]> {
    const path = `/simplified/messages/${encodeURIComponent(messageId)}/attachments/bulk/link`;
    const call = { method: 'POST', path, body: { links }, safe: false } as const;
    return parseAttachments(membersOf(await this.#exchange.ask(call, signal)));
  }

  /** Attachments of any kind on a message that is there already; as `addLinks`. */
  async add(
    messageId: string,
    attachments: readonly NewAttachment[],
    signal: AbortSignal,
  ): Promise<readonly RemoteAttachment[]> {
    const path = `/messages/${encodeURIComponent(messageId)}/attachments`;
    const body = { attachments: attachments.map((one) => attachmentBody(one)) };
    const call = { method: 'POST', path, body, safe: false } as const;
    return parseAttachments(membersOf(await this.#exchange.ask(call, signal)));
  }

  /** Fetches the bytes into a new file, 0600, whole or not at all. Returns their number. */
  async download(
    place: AttachmentPlace,
    target: { readonly path: string; readonly maxBytes: number },
    signal: AbortSignal,
  ): Promise<number> {
    const path = downloadPath(place);
    const told = await this.#exchange.askText({ method: 'GET', path, safe: true }, signal);
    const url = this.#checked(parseSignedUrl(told));
    return downloadFile({ url, ...target, timeoutMs: transferLimitMs(target.maxBytes), signal });
  }

  async #uploadUrl(
    { path, generation }: UploadRoute,
    file: UploadRequest,
    signal: AbortSignal,
  ): Promise<string> {
    const body = uploadBody(file, generation);
    const call = { method: 'POST', path, body, safe: true } as const;
    return parseUploadUrl(await this.#exchange.ask(call, signal));
  }

  /** What is private travels over https; over http only on this machine, and only where the service itself does. */
  #checked(url: string): string {
    const { protocol, hostname } = new URL(url);
    const isNear = loopbackHost.test(hostname) && loopbackHost.test(hostOf(this.#exchange.url));
    if (protocol === 'https:' || (protocol === 'http:' && isNear)) return url;
    throw new ProtocolError(
      'CARBONVOICE_UNSAFE_ADDRESS',
      'Carbon Voice named an address for a file that is not safe to use.',
    );
  }
}

function hostOf(url: string): string {
  return new URL(url).hostname;
}

function downloadPath({ attachmentId, shareLinkId }: AttachmentPlace): string {
  const id = encodeURIComponent(attachmentId);
  return shareLinkId === undefined
    ? `/v5/attachments/download/signedurl/${id}`
    : `/message-sharelinks/${encodeURIComponent(shareLinkId)}/attachments/signedurl/${id}`;
}

/** A bare list, or one in `attachments`. */
function membersOf(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return 'attachments' in body ? body.attachments : null;
}
