import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { eraseMessages } from '../../../main/store/erase.ts';
import { insertMessage } from '../../../main/store/message.ts';
import { migrations } from '../../../main/store/migrations/index.ts';
import { searchThread } from '../../../main/store/search.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';

const line = (id: string, text: string): ThreadMessage => ({
  ...{ id, at: 1, channel: 'carbonvoice', direction: 'in', principal: 'owner', author: 'u', text },
  ...{ heard: null, conversationId: 'c1', replyTo: null, callId: null, turnId: null },
  ...{ delivery: 'received', attempts: 0, reason: null },
});

/** The index agrees with its content, and holds these words and places alone. */
function check(file: DatabaseSync, texts: readonly string[]): void {
  file.exec("INSERT INTO messageSearch (messageSearch, rank) VALUES ('integrity-check', 1)");
  expect(file.prepare('SELECT count(*) AS n FROM searchPlace').get()).toEqual({ n: texts.length });
  expect(file.prepare('SELECT count(*) AS n FROM messageSearch_docsize').get()).toEqual({
    n: texts.length,
  });
  expect(file.prepare('SELECT text FROM searchText ORDER BY text').all()).toEqual(
    texts.toSorted().map((text) => ({ text })),
  );
}

describe('the search index', () => {
  let db: Database;
  beforeEach(() => {
    db = openDatabase(':memory:');
    insertMessage(db, line('other', 'green tea'));
  });
  afterEach(() => db.file.close());

  const values = ['', 'red apple', 'blue pear'];
  const orders = values.flatMap((a) =>
    values.flatMap((b) => values.map((c): readonly [string, string, string] => [a, b, c])),
  );

  test.each(orders)('follows %j, then %j, then %j, then the end', (first, ...later) => {
    const expectIndexed = (text: string): void =>
      check(db.file, text === '' ? ['green tea'] : ['green tea', text]);
    insertMessage(db, line('m', first));
    expectIndexed(first);
    for (const [step, text] of later.entries()) {
      db.sql.run`UPDATE message SET at = ${step + 2}, text = ${text} WHERE id = 'm'`;
      expectIndexed(text);
      const words = text.split(' ')[0] ?? '';
      const found = searchThread(db, { text: words, limit: 9, before: null });
      expect(found.map(({ message }) => message.id)).toEqual(words === '' ? [] : ['m']);
    }

    eraseMessages(db, { ids: ['m'], notes: 'delete' });

    check(db.file, ['green tea']);
  });

  test('is written nothing for a message without words', () => {
    const rows = (): unknown => db.file.prepare('SELECT * FROM messageSearch_data').all();
    const before = rows();

    insertMessage(db, line('m', ''));

    expect(rows()).toEqual(before);
  });
});

test('older data loses the empty texts from its index, and keeps the others', () => {
  const file = new DatabaseSync(':memory:');
  for (const text of migrations.slice(0, 10)) file.exec(text);
  const insert = file.prepare(`INSERT INTO message
    (id, at, channel, direction, principal, author, text, delivery)
    VALUES (?, 1, 'carbonvoice', 'in', 'owner', 'u', ?, 'received')`);
  for (const [id, text] of ['', 'red apple', '', 'blue pear'].entries()) insert.run(`m${id}`, text);

  file.exec(migrations[10] ?? '');

  check(file, ['red apple', 'blue pear']);
  file.exec("UPDATE message SET text = 'late words' WHERE id = 'm0'");
  file.exec("DELETE FROM message WHERE id = 'm1'");
  check(file, ['late words', 'blue pear']);
  file.close();
});
