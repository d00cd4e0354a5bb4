import type { AttachmentState } from '../../shared/attachments.ts';
import { isAbort, RefusedError, RemoteError } from '../../shared/errors.ts';
import type { Gate } from '../base/gate.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { isStoreAway } from '../base/until-kept.ts';
import type {
  Attachment,
  AttachmentCarrier,
  AttachmentLedger,
  ChangeAttachment,
  FileShelf,
  OpenAttachments,
} from '../thread/attachment-ports.ts';
import { matchAttachments } from './attachment-match.ts';
import { maxIncomingBytes } from './attachment-client.ts';
import type {
  FileAttachment,
  NewAttachment,
  RemoteAttachment,
  UploadStatus,
} from './attachment-wire.ts';
import type { CarbonVoiceClient } from './client.ts';
import type { Sent } from './sending-wire.ts';

export type CarbonVoiceFilesDeps = {
  readonly client: Pick<CarbonVoiceClient, 'reading' | 'attachments'>;
  readonly connection: { readonly ready: Gate };
  readonly ledger: Pick<AttachmentLedger, 'attachmentsOf' | 'changeAttachment' | 'openAttachments'>;
  readonly shelf: Pick<FileShelf, 'open'>;
  readonly log: Logger;
};

type Send = { readonly messageId: string; readonly position: number };
type Pair = { readonly ours: Attachment; readonly theirs: RemoteAttachment };

/** Carbon Voice: the steps before `Uploaded`. */
const underWay: ReadonlySet<string> = new Set<UploadStatus>(['Initializing', 'Uploading']);

/** Files and links of messages, up and down. The ledger says what is still to be done; each step may be repeated. */
export class CarbonVoiceFiles implements AttachmentCarrier {
  readonly channel = 'carbonvoice';
  readonly #deps: CarbonVoiceFilesDeps;

  constructor(deps: CarbonVoiceFilesDeps) {
    this.#deps = deps;
  }

  get ready(): Gate {
    return this.#deps.connection.ready;
  }

  /** What goes along with one send. */
  async of({ messageId, position }: Send): Promise<readonly Attachment[]> {
    const all = await this.#deps.ledger.attachmentsOf({ messageId });
    return all.filter(({ part }) => part === position);
  }

  /** First and second step, before the message: its bytes are at the service when it is sent. Throws AppError. */
  async bringUp(send: Send, signal: AbortSignal): Promise<void> {
    for (const attachment of await this.of(send)) {
      if (attachment.kind !== 'file' || attachment.state !== 'kept') continue;
      const url = await this.#upload(attachment, signal);
      await this.#change({ ...change(attachment, 'uploaded'), url });
    }
  }

  /** The sound of a note. Throws RefusedError when it is gone. */
  async sound({ path, mimeType }: Attachment): Promise<Blob> {
    return this.#deps.shelf.open(path ?? '', mimeType ?? '');
  }

  /**
   * What the answer to a send tells of what went along with it; what it does not tell, or what the data file does not
   * take now, is looked up later: the message is out.
   */
  async noteSent(attachments: readonly Attachment[], sent: Sent): Promise<void> {
    try {
      await this.#noteSent(attachments, sent);
    } catch (error) {
      if (!isStoreAway(error)) throw error;
      this.#deps.log.warn('what went along could not be noted', errorFields(error));
    }
  }

  async #noteSent(attachments: readonly Attachment[], sent: Sent): Promise<void> {
    const files = attachments.filter(({ kind }) => kind === 'file');
    const known = matchAttachments(
      files,
      sent.attachments.filter(({ type }) => type !== 'link'),
    );
    for (const ours of attachments) {
      const remoteId = known.get(ours.id)?.id;
      if (ours.kind === 'link' && sent.carried) await this.#change(change(ours, 'sent'));
      if (remoteId) await this.#change({ ...change(ours, 'uploaded'), remoteId });
    }
  }

  async *finish(
    { remoteId, attachments }: OpenAttachments,
    signal: AbortSignal,
  ): AsyncIterable<ChangeAttachment> {
    // A note is the message itself.
    for (const note of attachments.filter(({ kind }) => kind === 'audio'))
      yield change(note, 'sent');
    const wanted = attachments.filter(({ kind }) => kind !== 'audio');
    const known = wanted.filter((ours) => ours.remoteId !== null);
    for (const ours of known) yield await this.#finishOne(remoteId, pairOf(ours), signal);
    const unknown = wanted.filter((ours) => ours.remoteId === null);
    for (const pair of await this.#lookUp(remoteId, unknown, signal)) {
      yield await this.#finishOne(remoteId, pair, signal);
    }
  }

  async fetch(
    attachment: Attachment,
    absolute: string,
    signal: AbortSignal,
  ): Promise<number | null> {
    const { remoteId, shareLinkId } = attachment;
    if (remoteId === null) throw new RefusedError('FILE_NAMELESS', 'It has no id to fetch it by.');
    const place = { attachmentId: remoteId, ...(shareLinkId !== null && { shareLinkId }) };
    const target = { path: absolute, maxBytes: maxIncomingBytes };
    const { attachments } = this.#deps.client;
    const fetch = (): Promise<number> => attachments.download(place, target, signal);
    try {
      return await againWhenExpired(fetch);
    } catch (error) {
      if (!(error instanceof RemoteError) || error.retryable) throw error;
      // Carbon Voice: what its sender is still uploading cannot be fetched, and is not told apart from what is not there.
      if (error.status === 404 && error.code === 'CARBONVOICE_REFUSED') return null;
      // However it is refused: its status alone tells whether it is still to come.
      if (await this.#isUnderWay(attachment, signal)) return null;
      throw error;
    }
  }

  async #isUnderWay(attachment: Attachment, signal: AbortSignal): Promise<boolean> {
    const { id, remoteId, shareLinkId } = attachment;
    const { client, ledger } = this.#deps;
    const open = await ledger.openAttachments();
    const message = open.find(({ attachments }) => attachments.some((one) => one.id === id));
    if (!message) return false;
    const now = await (shareLinkId === null
      ? client.reading.message(message.remoteId, null, signal)
      : client.reading.sharedMessage(shareLinkId, signal));
    const theirs = now?.attachments.find((one) => one.id === remoteId);
    return underWay.has(theirs?.status ?? '');
  }

  async #change(told: ChangeAttachment): Promise<void> {
    await this.#deps.ledger.changeAttachment(told);
  }

  async #upload(attachment: Attachment, signal: AbortSignal): Promise<string> {
    const { client, shelf } = this.#deps;
    const { name: fileName, id: idempotencyKey } = attachment;
    const mimeType = attachment.mimeType ?? 'application/octet-stream';
    const bytes = await shelf.open(attachment.path ?? '', mimeType);
    const request = { fileName, mimeType, idempotencyKey };
    return againWhenExpired(async () => {
      const url = await client.attachments.uploadUrl(request, signal);
      await client.attachments.put(url, bytes, signal);
      return withoutQuery(url);
    });
  }

  /** The answer to the send was lost, or its route takes no attachments: the message tells what it has. */
  async #lookUp(
    remoteId: string,
    unknown: readonly Attachment[],
    signal: AbortSignal,
  ): Promise<readonly Pair[]> {
    if (unknown.length === 0) return [];
    const message = await this.#deps.client.reading.message(remoteId, null, signal);
    if (message === null) throw notYet();
    if (message.status === 'deleted') throw new RefusedError('FILE_DELETED', 'It was deleted.');
    const known = matchAttachments(unknown, message.attachments);
    const missing = unknown.filter(({ id }) => !known.has(id));
    const added = await this.#add(remoteId, missing, signal);
    return unknown.map((ours) => {
      const theirs = known.get(ours.id) ?? added.get(ours.id);
      if (!theirs) throw notYet();
      return { ours, theirs };
    });
  }

  async #add(remoteId: string, missing: readonly Attachment[], signal: AbortSignal) {
    const { attachments } = this.#deps.client;
    const links = missing.filter(({ kind }) => kind === 'link');
    const files = missing.filter(({ kind }) => kind === 'file');
    const added: RemoteAttachment[] = [];
    if (links.length > 0) {
      added.push(...(await attachments.addLinks(remoteId, links.map(linkOf), signal)));
    }
    if (files.length > 0) {
      added.push(...(await attachments.add(remoteId, files.map(toNew), signal)));
    }
    return matchAttachments([...links, ...files], added);
  }

  /** Last step: without it the receiver sees an unfinished file for good. */
  async #finishOne(messageId: string, pair: Pair, signal: AbortSignal): Promise<ChangeAttachment> {
    const { ours, theirs } = pair;
    if (ours.kind === 'link' || theirs.status === 'Uploaded') return change(ours, 'sent');
    if (theirs.id === null) throw notYet();
    const place = { messageId, attachmentId: theirs.id };
    const file = toFile(ours);
    const { attachments } = this.#deps.client;
    try {
      await attachments.report(place, { file, status: 'Uploading' }, signal);
      await attachments.report(place, { file, status: 'Uploaded' }, signal);
      return change(ours, 'sent');
    } catch (error) {
      if (!(error instanceof RemoteError) || error.retryable) throw error;
      await attachments.report(place, { file, status: 'Failed' }, signal).catch((told: unknown) => {
        if (isAbort(told)) throw told;
        this.#deps.log.warn('a file stays unfinished', errorFields(told));
      });
      return change(ours, 'failed', error.message);
    }
  }
}

/** As it goes along with a message. */
export function toNew(attachment: Attachment): NewAttachment {
  return attachment.kind === 'file'
    ? toFile(attachment)
    : { type: 'link', link: linkOf(attachment) };
}

function toFile({ url, name, mimeType, bytes }: Attachment): FileAttachment {
  const type = mimeType ?? 'application/octet-stream';
  return { type: 'file', link: url ?? '', fileName: name, mimeType: type, bytes: bytes ?? 0 };
}

/** The address of a link. */
export function linkOf({ url }: Attachment): string {
  return url ?? '';
}

function change({ id }: Attachment, state: AttachmentState, reason: string | null = null) {
  return { id, state, reason };
}

/** As it was sent; how far it is, nobody has told since. */
function pairOf(ours: Attachment): Pair {
  const none = { type: null, link: null, fileName: null, mimeType: null, bytes: null };
  return { ours, theirs: { ...none, id: ours.remoteId, status: null } };
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/u, '');
}

function notYet(): RemoteError {
  const sentence = 'Carbon Voice does not show the message yet.';
  return new RemoteError('CARBONVOICE_NOT_YET', sentence, { status: 404 });
}

/** A signed address lives for a short time, and a clock that is wrong makes it shorter: a fresh one is tried once. */
async function againWhenExpired<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const isExpired = error instanceof RemoteError && error.status === 403;
    if (!isExpired || error.code === 'CARBONVOICE_REFUSED') throw error;
    return act();
  }
}
