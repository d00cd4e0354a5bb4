import type { FoundMessage, ThreadSearch } from '../thread/ports.ts';
import type { Database } from './database.ts';
import { toMessage } from './message.ts';
import { toTerms } from './search-terms.ts';
import type { SearchTerms } from './search-terms.ts';
import { snippetOf } from './snippet.ts';

type Query = Parameters<ThreadSearch['searchThread']>[0];

/** Messages in which all of the words occur, the last one also as the beginning of a word; newest first. */
export function searchThread({ sql }: Database, query: Query): readonly FoundMessage[] {
  const terms = toTerms(query.text);
  if (terms === null) return [];
  const { at, id } = query.before ?? { at: Number.MAX_VALUE, id: '' };
  // The places first: only they are sorted, and only the rows that are wanted are read.
  const rows = sql.all`SELECT message.* FROM (
      SELECT searchPlace.at AS at, searchPlace.messageId AS messageId
      FROM messageSearch JOIN searchPlace ON searchPlace.place = messageSearch.rowid
      WHERE messageSearch MATCH ${toMatch(terms)}
        AND (searchPlace.at, searchPlace.messageId) < (${at}, ${id})
      ORDER BY searchPlace.at DESC, searchPlace.messageId DESC LIMIT ${query.limit}
    ) AS found JOIN message ON message.id = found.messageId
    ORDER BY found.at DESC, found.messageId DESC`;
  return rows.map(toMessage).map((message) => ({
    message,
    // SQLite's own snippet() evaluates the whole query again for each row: seconds for a short beginning.
    snippet: snippetOf(message.text, terms),
  }));
}

/**
 * FTS5: what stands in quotes is a plain string, which it divides and folds as it did with the messages; one without
 * any word in it is left out. Pieces hold no quotes.
 */
export function toMatch({ pieces, endsOpen }: SearchTerms): string {
  const strings = pieces.map((piece) => `"${piece}"`).join(' ');
  return endsOpen ? `${strings}*` : strings;
}
