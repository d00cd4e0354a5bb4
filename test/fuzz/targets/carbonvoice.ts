import { matchAttachments } from '../../../main/carbonvoice/attachment-match.ts';
import {
  parseAttachments,
  parseSignedUrl,
  parseUploadUrl,
} from '../../../main/carbonvoice/attachment-wire.ts';
import { parseHasManyPeople, parseIsGroup } from '../../../main/carbonvoice/conversation-wire.ts';
import { parseReactions } from '../../../main/carbonvoice/courtesy-wire.ts';
import { parseFeedPage } from '../../../main/carbonvoice/feed-wire.ts';
import { parseNames } from '../../../main/carbonvoice/people-wire.ts';
import { parseSent } from '../../../main/carbonvoice/sending-wire.ts';
import { parseRecent } from '../../../main/carbonvoice/v3-wire.ts';
import {
  parseDelivery,
  parseErrorText,
  parseIdentity,
  parseMessage,
  parseSharedMessage,
  parseSubscription,
} from '../../../main/carbonvoice/wire.ts';
import { parseJsonBody } from '../../../main/ingress/json-body.ts';
import { ProtocolError } from '../../../shared/errors.ts';
import { must } from '../target.ts';
import type { Target } from '../target.ts';

const fixtures = ['fixtures/carbonvoice'];
const words = [
  '"status":"active"',
  '"text_models":[]',
  '"transcript_with_timecode"',
  '"deleted_at":null',
];

/** What Carbon Voice sends. */
export const carbonVoiceTargets: readonly Target[] = [
  { name: 'carbonvoice-delivery', kind: 'json', fixtures, read: readDelivery },
  { name: 'carbonvoice-feed', kind: 'json', fixtures, words, read: readFeed },
  { name: 'carbonvoice-answer', kind: 'json', fixtures, words, read: readAnswer },
  {
    name: 'carbonvoice-address',
    kind: 'text',
    errors: [ProtocolError],
    read: readAddress,
    words: ['https://', '"', '@', '\\'],
  },
];

function readDelivery(input: Buffer): unknown {
  const delivery = orProtocolError(() => parseDelivery(parseJsonBody(input)));
  checkIds(delivery);
  return delivery;
}

function readFeed(input: Buffer): unknown {
  const body = parseJsonBody(input);
  const pages = [parseFeedPage, parseRecent].map((read) => orProtocolError(() => read(body)));
  for (const page of pages) {
    for (const row of page?.rows ?? []) checkIds(row);
    for (const message of page?.messages ?? []) checkIds(message);
  }
  return pages;
}

const readers: readonly ((body: unknown) => unknown)[] = [
  ...[parseMessage, parseSharedMessage, parseIdentity, parseSubscription, parseErrorText],
  ...[parseIsGroup, parseHasManyPeople, parseNames, parseSent, parseReactions, parseAttachments],
  parseUploadUrl,
];

/** Each is given every body, because a service may answer anything to anything. */
function readAnswer(input: Buffer): unknown {
  const body = parseJsonBody(input);
  const found = parseAttachments(isRecord(body) ? body['attachments'] : body);
  for (const one of found) checkIds(one);
  matchAttachments([{ id: 'a', kind: 'file', url: null, name: 'a.txt', bytes: 3 }], found);
  return readers.map((read) => orProtocolError(() => read(body)));
}

function readAddress(input: Buffer): unknown {
  const address = parseSignedUrl(input.toString('utf8'));
  // Where it leads is looked at by whoever goes there.
  must(URL.canParse(address), 'an address is none');
  return address;
}

/** Ids are written down and put into paths. */
function checkIds(value: unknown): void {
  if (!isRecord(value)) return;
  for (const [name, id] of Object.entries(value)) {
    if (!/Id$|^id$/u.test(name) || typeof id !== 'string') continue;
    must(id.isWellFormed() && id.length <= 200, 'an id is longer or other than what can be kept');
    const { pathname } = new URL(`https://c.example/a/${encodeURIComponent(id)}/b`);
    must(/^\/a\/[^/]*\/b$/u.test(pathname), 'an id leads out of its place in a path');
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function orProtocolError<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
}
