import { randomBytes } from 'node:crypto';
import { bad, broken, none } from './answers.ts';
import type { Answer } from './answers.ts';
import { carry } from './carrying.ts';
import { contacts, react } from './courtesy-routes.ts';
import type { Call, Journal, Subscription } from './journal.ts';
import type { MessageShelf, StoredMessage } from './messages.ts';
import { cursorAfter, toV6 } from './messages.ts';
import type { Storage } from './storage.ts';

export type { Answer } from './answers.ts';

/**
 * What is wrong with the feed. `stale`: every cursor is refused with 400. `broken`: 500. `damaged`: rows that nobody can
 * read stand among the others. `stuck`: reading a message that says "stuck" by its id is answered 500.
 */
export type FeedFault = 'none' | 'stale' | 'broken' | 'damaged' | 'stuck';

export type RouteParts = {
  readonly feedFault: () => FeedFault;
  /** Of conversations with others than the owner and the agent. */
  readonly people: ReadonlyMap<string, readonly string[]>;
  /** Beginnings of method and path that this build does not have. */
  readonly lacks: ReadonlySet<string>;
  /** By the id of the share link. */
  readonly shared: ReadonlyMap<string, StoredMessage>;
  /** Of people, by their id. */
  readonly names: ReadonlyMap<string, string>;
  readonly agentId: string;
  readonly ownerId: string | null;
  readonly shelf: MessageShelf;
  readonly journal: Journal;
  readonly storage: Storage;
  /** Conversations that were opened by writing to somebody, with the people in them. */
  readonly directs: Map<string, readonly string[]>;
  readonly onSent: (message: StoredMessage) => void;
};

const operators = new Set(['eq', 'ne', 'in']);
const filterKeys = new Set(['creator_id', 'workspace_id', '_id']);

/** The routes that an agent needs, as the published clients use them. */
export function route(call: Call, parts: RouteParts): Answer | Promise<Answer> {
  const asked = `${call.method} ${call.path}`;
  const isMissing = [...parts.lacks].some((start) => asked.startsWith(start));
  if (isMissing) return { status: 404, body: { message: `Cannot ${asked}` } };
  const carried = carry(call, parts);
  if (carried !== null) return carried;
  const [first = '', second = '', third = '', fourth = ''] = call.path
    .slice(1)
    .split('/')
    .map(decodeURIComponent);
  switch (`${call.method} ${first}`) {
    case 'GET whoami':
      return whoami(parts);
    case 'GET v6':
      if (second === 'message-sharelinks') return readShared(third, parts);
      return third === 'updates' ? updates(call, parts) : read(third, parts);
    case 'GET channel':
      return channel(second, parts);
    case 'POST reactions':
      return react(call, [second, third], parts);
    case 'POST contacts':
      return contacts(call, parts);
    case 'DELETE notifications':
      return markRead(call, { conversationId: second, messageId: third }, parts);
    case 'POST apps':
      return second === 'subscribe' ? subscribe(call, parts) : none;
    case 'DELETE apps':
      return third === 'unsubscribe' ? unsubscribe(fourth, parts) : none;
    default:
      return none;
  }
}

function whoami({ agentId, ownerId }: RouteParts): Answer {
  const user = { user_guid: agentId, uuid: agentId, first_name: 'Desk', last_name: 'Agent' };
  const owner = ownerId === null ? {} : { created_by: ownerId };
  return { status: 200, body: { success: true, user: { ...user, role: 'member', ...owner } } };
}

function channel(id: string, { people, agentId, ownerId }: RouteParts): Answer {
  const all = people.get(id) ?? [agentId, ownerId ?? 'nobody'];
  const type = all.length > 2 ? 'namedConversation' : 'directMessage';
  const json = all.map((userId) => ({ user_guid: userId, first_name: 'A', last_name: 'B' }));
  return { status: 200, body: { channel_guid: id, type, json_collaborators: json } };
}

function readShared(id: string, { shared }: RouteParts): Answer {
  const message = shared.get(id);
  if (!message) return none;
  return { status: 200, body: { _id: id, share_type: 'forward', shared_message: toV6(message) } };
}

function read(id: string, { shelf, feedFault }: RouteParts): Answer {
  const message = shelf.get(id);
  if (feedFault() === 'stuck' && message?.transcript.includes('stuck')) return broken;
  return message ? { status: 200, body: { message: toV6(message) } } : none;
}

function damagedRows(fault: FeedFault): readonly unknown[] {
  return fault === 'damaged' ? [null, 'rubbish', { id: 7 }, { id: 'half', status: [] }] : [];
}

function updates({ query }: Call, { shelf, feedFault }: RouteParts): Answer {
  const fault = feedFault();
  if (fault === 'broken') return broken;
  const limit = Number(query.get('limit') ?? '50');
  if (limit > 200) return bad('limit must not be greater than 200');
  if (query.has('channel_id')) return bad('property channel_id should not exist');
  const [cursor, date] = [query.get('cursor'), query.get('date')];
  if (cursor === null && date === null) return bad('date or cursor is needed');
  if (fault === 'stale' && cursor !== null) return bad('Invalid cursor');
  const from = cursor === null ? { date: Date.parse(date ?? '') } : { cursor };
  const conversation = query.get('conversation_id');
  const rows = shelf
    .changes(from)
    .filter(({ conversationId }) => conversation === null || conversationId === conversation);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit;
  const next = last ? cursorAfter(last, !hasMore) : cursor;
  const data = [...damagedRows(fault), ...page.map(toV6)];
  return { status: 200, body: { data, has_more: hasMore, next_cursor: next } };
}

function markRead(
  { query }: Call,
  mark: { readonly conversationId: string; readonly messageId: string },
  { shelf, journal }: RouteParts,
): Answer {
  const known = shelf.get(mark.messageId)?.conversationId === mark.conversationId;
  if (!known || query.get('type') !== 'message') return none;
  if (query.get('notification_removal_mode') !== 'hard') return bad('unknown mode');
  journal.readMarks.push(mark);
  return { status: 200, body: {} };
}

function subscribe({ body }: Call, { journal }: RouteParts): Answer {
  const url = body['webhookURL'];
  if (typeof url !== 'string') return bad('webhookURL is needed');
  const standing = [...journal.subscriptions.values()];
  if (standing.some((one) => one.url === url)) return bad('There is one with the same webhook url');
  const filters = (body['subscription_filters'] ?? []) as Subscription['filters'];
  const strict = filters.every(
    ({ key, operator }) => filterKeys.has(key) && operators.has(operator),
  );
  if (!strict) return bad('unknown filter');
  const id = randomBytes(12).toString('hex');
  const events = (body['subscriptions'] ?? []) as readonly string[];
  const subscription = { id, url, events, filters };
  journal.subscriptions.set(id, subscription);
  journal.subscribed.push(subscription);
  return { status: 200, body: { _id: id, id, client_id: 'agent-client', webhookURL: url } };
}

function unsubscribe(id: string, { journal }: RouteParts): Answer {
  return journal.subscriptions.delete(id) ? { status: 204 } : none;
}
