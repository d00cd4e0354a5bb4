import type { Database } from './database.ts';

/** The conversations in which this person speaks, and nobody else of those who are not `people`. */
export function aloneWith(
  db: Database,
  author: string,
  people: readonly string[] = [author],
): readonly string[] {
  return conversationsOf(db, author).filter((id) => !othersIn(db, id, people));
}

/** The conversations in which this person has spoken. */
export function conversationsOf({ sql }: Database, author: string): readonly string[] {
  return sql.all`SELECT DISTINCT conversationId FROM message
    WHERE author = ${author} AND direction = 'in' AND conversationId IS NOT NULL`.map((row) =>
    String(row['conversationId']),
  );
}

function othersIn({ sql }: Database, conversationId: string, people: readonly string[]): boolean {
  return (
    sql.get`SELECT 1 FROM message WHERE conversationId = ${conversationId} AND direction = 'in'
      AND author NOT IN (SELECT value FROM json_each(${JSON.stringify(people)})) LIMIT 1` !==
    undefined
  );
}
