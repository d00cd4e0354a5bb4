import type { ThreadMessage } from '../../shared/thread.ts';
import type { RecallQuery } from '../agent/memory/ports.ts';
import type { Database } from './database.ts';
import { toMessage } from './message.ts';
import { aloneWith, conversationsOf } from './own-conversations.ts';
import { toTerms } from './search-terms.ts';
import { toMatch } from './search.ts';

type Row = Readonly<Record<string, unknown>>;

/** More than this that fits the words alone is not looked through for what fits the rest. */
const maxMatches = 10_000;

/** Messages of the thread that fit everything that is asked, newest first, of those that may be seen. */
export function recallThread(db: Database, query: RecallQuery): readonly ThreadMessage[] {
  const terms = query.text === null ? null : toTerms(query.text);
  if (query.text !== null && terms === null) return [];
  const scope = seen(db, query.scope);
  const people = query.people === null ? null : JSON.stringify(placesOf(db, query.people));
  const rest = { ...query, conversations: scope === null ? null : JSON.stringify(scope), people };
  const rows = terms === null ? newest(db, rest) : matching(db, toMatch(terms), rest);
  return rows.map(toMessage);
}

type Rest = Omit<RecallQuery, 'people' | 'scope' | 'text'> & {
  /** JSON lists; null for all. */
  readonly conversations: string | null;
  readonly people: string | null;
};

function matching({ sql }: Database, match: string, rest: Rest): Row[] {
  const { conversations, people, channel, exceptId, limit } = rest;
  const [from, until] = [rest.from ?? -Number.MAX_VALUE, rest.until ?? Number.MAX_VALUE];
  return sql.all`SELECT message.* FROM (
      SELECT searchPlace.at AS at, searchPlace.messageId AS messageId
      FROM messageSearch JOIN searchPlace ON searchPlace.place = messageSearch.rowid
      WHERE messageSearch MATCH ${match} AND searchPlace.at >= ${from} AND searchPlace.at < ${until}
      ORDER BY searchPlace.at DESC, searchPlace.messageId DESC LIMIT ${maxMatches}
    ) AS found JOIN message ON message.id = found.messageId
    WHERE message.id <> ${exceptId}
      AND (${conversations} IS NULL OR (message.channel <> 'system' AND principal <> 'owner'
        AND conversationId IN (SELECT value FROM json_each(${conversations}))))
      AND (${people} IS NULL OR (direction = 'in' AND author IN (SELECT value FROM json_each(${people})))
        OR (direction = 'out' AND conversationId IN (SELECT value FROM json_each(${people}))))
      AND (${channel} IS NULL OR message.channel = ${channel})
    ORDER BY found.at DESC, found.messageId DESC LIMIT ${limit}`;
}

function newest({ sql }: Database, rest: Rest): Row[] {
  const { conversations, people, channel, exceptId, limit } = rest;
  const [from, until] = [rest.from ?? -Number.MAX_VALUE, rest.until ?? Number.MAX_VALUE];
  return sql.all`SELECT * FROM message
    WHERE at >= ${from} AND at < ${until} AND text <> '' AND id <> ${exceptId}
      AND (${conversations} IS NULL OR (channel <> 'system' AND principal <> 'owner'
        AND conversationId IN (SELECT value FROM json_each(${conversations}))))
      AND (${people} IS NULL OR (direction = 'in' AND author IN (SELECT value FROM json_each(${people})))
        OR (direction = 'out' AND conversationId IN (SELECT value FROM json_each(${people}))))
      AND (${channel} IS NULL OR channel = ${channel})
    ORDER BY at DESC, id DESC LIMIT ${limit}`;
}

/** The conversations that may be looked at; null for all. */
function seen(db: Database, scope: RecallQuery['scope']): readonly string[] | null {
  if (scope.type === 'all') return null;
  const { author, conversationId } = scope;
  const own = author === '' ? [] : conversationsOf(db, author);
  return conversationId === null ? own : [...own, conversationId];
}

/** The people themselves, and the conversations in which nobody else speaks: there our words are to them. */
function placesOf(db: Database, people: readonly string[]): readonly string[] {
  const alone = people.flatMap((author) => aloneWith(db, author, people));
  return [...people, ...alone];
}
