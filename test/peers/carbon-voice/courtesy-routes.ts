import { bad, none } from './answers.ts';
import type { Answer } from './answers.ts';
import type { Call, Journal } from './journal.ts';
import type { MessageShelf } from './messages.ts';

type Parts = { readonly shelf: MessageShelf; readonly journal: Journal; readonly agentId: string };

const kinds = new Set(['typing', 'thinking', 'tool_call', 'searching', 'processing']);
const oldReactions = new Set([
  'love',
  'acknowledged',
  'negative',
  'confused',
  'affirmative',
  'lol',
]);

/** `/reactions/message/{id}` with one emoji, or `/reactions/{reaction_id}/{id}` without a body. */
export function react(
  { body }: Call,
  [kind = '', id = '']: readonly string[],
  parts: Parts,
): Answer {
  const reaction = kind === 'message' ? body['reaction'] : kind;
  if (typeof reaction !== 'string' || reaction.length > 32) return bad('reaction is one emoji');
  if (kind !== 'message' && !oldReactions.has(kind)) return bad('unknown reaction');
  const { shelf, journal, agentId } = parts;
  const message = shelf.get(id);
  if (!message) return none;
  journal.reactions.push({ messageId: id, reaction });
  message.reactions.set(`${agentId} ${reaction}`, { userId: agentId, reaction });
  shelf.touch(id);
  return { status: 201, body: {} };
}

/** `POST /v5/conversations/{id}/signal`. */
export function signal({ body }: Call, conversationId: string, { journal }: Parts): Answer {
  const { signal_type: kind, ttl_ms: lastsMs, message_id: messageId, body: words = '' } = body;
  if (typeof kind !== 'string' || !kinds.has(kind)) return bad('unknown signal_type');
  if (typeof lastsMs === 'number' && (lastsMs < 500 || lastsMs > 30_000)) {
    return bad('ttl_ms is between 500 and 30000');
  }
  if (typeof words !== 'string' || words.length > 200) return bad('body is too long');
  journal.signals.push({
    ...{ at: Date.now(), conversationId, kind },
    lastsMs: typeof lastsMs === 'number' ? lastsMs : null,
    messageId: typeof messageId === 'string' ? messageId : null,
  });
  return { status: 204 };
}

/** Profiles of known users: a bare array; who is not known is left out. */
export function contacts(
  { body }: Call,
  { names }: { readonly names: ReadonlyMap<string, string> },
): Answer {
  const ids = body['user_guids'];
  const known = [...names].filter(([id]) => !Array.isArray(ids) || ids.includes(id));
  const people = known.map(([id, name]) => {
    const [first, ...rest] = name.split(' ');
    return { user_guid: id, first_name: first, last_name: rest.join(' '), user_type: 'user' };
  });
  return { status: 201, body: people };
}
