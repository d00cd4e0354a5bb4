import type { Incoming } from '../../../main/thread/inbox-ports.ts';
import type { News } from '../../../main/voipbin/frame-wire.ts';

type Shape = Readonly<Record<string, unknown>>;

/** What came of one delivery. */
export type Outcome = {
  readonly raw: Buffer;
  readonly isTaken: boolean;
  readonly kept: readonly Incoming[];
  readonly told: readonly News[];
};

/** What is wrong with it, read off the bytes by other means than the product's; empty for nothing. */
export function judge({ raw, isTaken, kept, told }: Outcome): readonly string[] {
  const body = read(raw);
  if (!isTaken) return kept.length + told.length > 0 ? ['refused, and something came of it'] : [];
  if (body === null) return ['taken, though it is no object of JSON in UTF-8'];
  return [
    ...(kept.length > 1 ? ['kept twice'] : []),
    ...kept.flatMap((incoming) => judgeKept(incoming, body)),
    ...told.flatMap((news) => judgeTold(news, body)),
  ];
}

function read(raw: Buffer): Shape | null {
  const text = raw.toString('utf8').replace(/^\ufeff/u, '');
  const again = Buffer.from(text);
  // Whoever repairs bytes gets others than came.
  if (!raw.equals(again) && !raw.subarray(3).equals(again)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isShape(value) ? value : null;
  } catch {
    return null;
  }
}

/** It is one of the message's own members, as it came; nothing else of the delivery is believed. */
function judgeKept(incoming: Incoming, body: Shape): readonly string[] {
  const data = own(body, 'data');
  const inner = isShape(data) ? own(data, 'resource') : null;
  const message = inner === null || inner === undefined ? body : inner;
  if (!isShape(message)) return ['kept, though there is no message in it'];
  const says = (value: string | null, ...names: readonly string[]): boolean =>
    value === null || names.some((name) => own(message, name) === value);
  const { remoteId, conversationId, author } = incoming;
  const faults: readonly (readonly [boolean, string])[] = [
    [!says(remoteId, 'id', 'message_guid', 'message_id'), 'another id'],
    [!isId(remoteId), 'an id that is none'],
    [!says(conversationId, 'channel_id', 'conversation_id', 'channel_guid'), 'another place'],
    [conversationId !== null && !isId(conversationId), 'a place that is none'],
    [author !== '' && !says(author, 'creator_id', 'creator_guid'), 'another sender'],
    [incoming.text !== '' || incoming.principal !== 'stranger', 'something believed'],
    [incoming.channel !== 'carbonvoice', 'another channel'],
  ];
  return faults.filter(([isFault]) => isFault).map(([, fault]) => fault);
}

function judgeTold(news: News, body: Shape): readonly string[] {
  const [type, data] = [own(body, 'type'), own(body, 'data')];
  if (typeof type !== 'string' || !isShape(data)) return ['told, though it is no event'];
  const is = (prefix: string, id: string): readonly string[] =>
    type.startsWith(prefix) && own(data, 'id') === id && isId(id) ? [] : [`another ${prefix}`];
  switch (news.type) {
    case 'call':
      return is('call_', news.news.call.id);
    case 'text-message':
      return own(data, 'text') === news.message.text || news.message.text === ''
        ? is('message_', news.message.id)
        : ['another text'];
    case 'transcript':
      return own(data, 'message') === news.transcript.text
        ? is('transcript_', news.transcript.id)
        : ['another transcript'];
    case 'other':
      return [];
    default:
      return ['an event of another kind'];
  }
}

/** What can be kept, asked for and found again just as it is. */
function isId(id: string): boolean {
  const size = Array.from(id).length;
  return size > 0 && size <= 200 && id.isWellFormed() && !/^\.{1,2}$|\p{Cc}/u.test(id);
}

function own(shape: Shape, name: string): unknown {
  return Object.hasOwn(shape, name) ? shape[name] : undefined;
}

function isShape(value: unknown): value is Shape {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
