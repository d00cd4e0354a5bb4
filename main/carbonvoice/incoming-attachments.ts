import { attachmentText, sizeText } from '../../shared/attachments.ts';
import { safeFileName } from '../base/file-names.ts';
import type { IncomingAttachment } from '../thread/attachment-ports.ts';
import { maxIncomingBytes } from './attachment-client.ts';
import type { RemoteAttachment } from './attachment-wire.ts';

/** More than this nobody sends by hand. */
const maxCount = 50;
const maxLinkChars = 2000;

/** What came along with a message, as it is noted; of a forward by its share link. Other kinds are left out. */
export function toIncomingAttachments(
  attachments: readonly RemoteAttachment[],
  shareLinkId: string | null,
): readonly IncomingAttachment[] {
  return attachments.slice(0, maxCount).flatMap((one) => {
    if (one.type === 'file') return [toFile(one, shareLinkId)];
    const isLink = one.type === 'link' && one.link !== null && one.link.length <= maxLinkChars;
    return isLink ? [toLink(one, one.link ?? '')] : [];
  });
}

function toFile(one: RemoteAttachment, shareLinkId: string | null): IncomingAttachment {
  const { id: remoteId, mimeType, bytes } = one;
  const name = safeFileName(one.fileName ?? '');
  const reason = whyNot(one);
  return {
    ...{ kind: 'file', name, mimeType, bytes, url: null, remoteId, shareLinkId, reason },
    state: reason === null ? 'awaited' : 'named',
  };
}

/** Null: it can be fetched, or will be once its sender has sent all of it. */
function whyNot({ id, bytes, status }: RemoteAttachment): string | null {
  if (id === null) return 'The service does not say where it is.';
  if (status === 'Failed') return 'Its sender could not send it.';
  if (bytes !== null && bytes > maxIncomingBytes) {
    return `It is larger than ${sizeText(maxIncomingBytes)}, and was left at Carbon Voice.`;
  }
  return null;
}

function toLink({ id: remoteId }: RemoteAttachment, url: string): IncomingAttachment {
  return {
    ...{ kind: 'link', name: url, mimeType: null, bytes: null, url, remoteId, shareLinkId: null },
    ...{ state: 'named', reason: null },
  };
}

/** For a message that has no words: what it consists of. */
export function namesAsWords(attachments: readonly IncomingAttachment[]): string {
  return attachments.map(attachmentText).join('\n');
}
