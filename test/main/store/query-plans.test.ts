import { afterEach, beforeEach, expect, test } from 'vitest';
import { actionsOfTurns } from '../../../main/store/action.ts';
import { openAttachments } from '../../../main/store/attachment.ts';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { pendingInbox, unreadInbox } from '../../../main/store/inbox.ts';
import { ledgerEntries } from '../../../main/store/ledger.ts';
import { recentMessages } from '../../../main/store/message.ts';
import { counts, doubtSending, openOutbox } from '../../../main/store/outbox.ts';

let db: Database;
beforeEach(() => void (db = openDatabase(':memory:')));
afterEach(() => db.file.close());

/** How SQLite goes about every statement of a query. */
function plansOf(query: (spied: Database) => unknown): readonly string[] {
  const plans: string[] = [];
  const read =
    (name: 'all' | 'get') =>
    (parts: TemplateStringsArray, ...values: readonly (string | number | null)[]): unknown => {
      const rows = db.file.prepare(`EXPLAIN QUERY PLAN ${parts.join('?')}`).all(...values);
      plans.push(...rows.map((row) => String(row['detail'])));
      return db.sql[name](parts, ...values);
    };
  const run: Database['sql']['run'] = (parts, ...values) => db.sql.run(parts, ...values);
  const sql = { all: read('all'), get: read('get'), run };
  query({ ...db, sql: sql as unknown as Database['sql'] });
  return plans;
}

const queries: Readonly<Record<string, (db: Database) => unknown>> = {
  counts,
  doubtSending,
  ledgerEntries,
  openAttachments,
  openOutbox,
  pendingInbox,
  unreadInbox,
  'recentMessages of all': (one) => recentMessages(one, { conversationId: null, limit: 9 }),
  'recentMessages of one': (one) => recentMessages(one, { conversationId: 'c1', limit: 9 }),
};

test.each(Object.entries(queries))('%s never reads a whole table', (_, query) => {
  const plans = plansOf(query);

  const scans = plans.filter((plan) => /^SCAN (?:inbox|outbox|message|attachment)\b/u.test(plan));
  // Along a partial index it is only what is open; along the order, only as far as the limit.
  const whole = scans.filter(
    (plan) =>
      !/USING (?:COVERING )?INDEX (?:\w+_(?:open|failed|pending|unread)|message_in_order)/u.test(
        plan,
      ),
  );
  expect(plans.length).toBeGreaterThan(0);
  expect(whole).toEqual([]);
});

test('the messages of one conversation are found by it', () => {
  const plans = plansOf((one) => recentMessages(one, { conversationId: 'c1', limit: 9 }));

  expect(plans.join()).toContain('message_of_conversation (conversationId=?)');
});

test('what was done in turns is found by them', () => {
  const plans = plansOf((one) => actionsOfTurns(one, { turnIds: ['t1', 't2'] }));

  expect(plans.join()).toContain('action_of_turn (turnId=?)');
});
