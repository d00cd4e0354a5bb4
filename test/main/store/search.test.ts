import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../main/store/database.ts';
import type { Database } from '../../../main/store/database.ts';
import { accept, resolve } from '../../../main/store/inbox.ts';
import { insertMessage } from '../../../main/store/message.ts';
import { searchThread } from '../../../main/store/search.ts';
import { sampleIncoming, sampleReply, sampleResolved } from '../../fakes/thread-samples.ts';

let db: Database;
beforeEach(() => {
  db = openDatabase(':memory:');
});
afterEach(() => db.file.close());

function add(id: string, text: string, at = 1000): void {
  insertMessage(db, sampleReply({ id, text, at, delivery: 'sent' }));
}

function find(text: string, limit = 50): string {
  return searchThread(db, { text, limit, before: null })
    .map(({ message }) => message.id)
    .join(' ');
}

function snippet(text: string): string {
  return searchThread(db, { text, limit: 1, before: null })[0]?.snippet ?? '';
}

/** Letters of many scripts, marks, digits, what FTS5 gives a meaning to, and what belongs to no word. */
const signs = fc.constantFrom(
  ...Array.from('aZéÉßıİйЖ一あ한हिक्षعლաẞ1٣½e\u0301"\'*+-^:(){}\\.,;!?👍🏽🝴\uE000\u200D \n'),
);

/** Throws when the index does not hold exactly the words of the messages. */
function checkIndex(): void {
  db.file.exec("INSERT INTO messageSearch (messageSearch, rank) VALUES ('integrity-check', 1)");
}

test('finds messages with all of the words, whatever their case, order and diacritics, newest first', () => {
  add('a', 'Ein Café in München', 1);
  add('b', 'MUNCHEN has a cafe', 3);
  add('c', 'Only a café', 2);

  expect(find('münchen CAFE')).toBe('b a');
  expect(find('cafe')).toBe('b c a');
  expect(find('cafeteria')).toBe('');
});

test('takes the last word as a beginning, the others as they are', () => {
  add('a', 'The meeting is at noon');

  expect(find('meet')).toBe('a');
  expect(find('meeting no')).toBe('a');
  expect(find('meet noon')).toBe('');
  expect(find('m')).toBe('');
});

test('pages through what it found without a gap or a repeat, also where times are equal', () => {
  for (const [index, id] of 'abcdefg'.split('').entries()) add(id, 'word', index < 5 ? 1 : index);

  const seen: string[] = [];
  let before: { at: number; id: string } | null = null;
  for (let pages = 0; pages < 4; pages += 1) {
    const page = searchThread(db, { text: 'word', limit: 2, before });
    seen.push(...page.map(({ message }) => message.id));
    before = page.at(-1)?.message ?? before;
  }

  expect(seen.join('')).toBe('gfedcba');
});

describe('no input is an operator or an error', () => {
  test.each([
    ['"quoted', 'a'],
    ['quoted OR nothing', ''],
    ['NEAR(quoted text)', ''],
    ['text:quoted', ''],
    ['quoted:text', 'a'],
    ['quoted*', 'a'],
    ['-quoted + (text', 'a'],
    ["quoted'; DROP TABLE message; --", ''],
    ['quoted\u0000text', 'a'],
    ['*', ''],
    ['', ''],
    ['!!! ???', ''],
  ])('%j', (text, found) => {
    add('a', 'A "quoted" text');

    expect(find(text)).toBe(found);
  });

  test('random characters', () => {
    add('a', 'A "quoted" text');
    const point = fc.integer({ min: 0, max: 0x10_ff_ff }).map((code) => String.fromCodePoint(code));
    const any = fc.oneof(fc.string({ unit: point }), fc.string({ unit: signs }));

    fc.assert(
      fc.property(any, (text) => void find(text)),
      { numRuns: 300 },
    );
  });
});

test('every text is found by each of its words, in any script', () => {
  const words = fc.array(fc.string({ unit: signs, minLength: 1 }), { minLength: 1 });
  let made = 0;
  fc.assert(
    fc.property(words, (parts) => {
      made += 1;
      add(`m${made}`, parts.join(' '));
      const typed = parts.join(' ').split(/[\s"]+/u);
      for (const word of typed.filter((piece) => /[\p{L}\p{N}]/u.test(piece)))
        expect(find(word, 1000).split(' ')).toContain(`m${made}`);
    }),
    { numRuns: 50 },
  );
});

test('the index follows every insert, change and removal', () => {
  const { message } = accept(db, sampleIncoming());
  expect(find('today')).toBe('');
  resolve(db, { id: message.id, resolved: sampleResolved({ text: 'What is on today?' }) });
  expect(find('today')).toBe(message.id);
  resolve(db, { id: message.id, resolved: sampleResolved({ text: 'Or tomorrow?', at: 5 }) });
  expect([find('today'), find('tomorrow')]).toEqual(['', message.id]);
  add('z', 'tomorrow too', 4);
  expect(find('tomorrow')).toBe(`${message.id} z`);
  checkIndex();

  db.file.exec('DELETE FROM inbox; DELETE FROM message');

  expect(find('tomorrow')).toBe('');
  checkIndex();
  expect(db.sql.get`SELECT count(*) AS n FROM searchPlace`).toEqual({ n: 0 });
});

test('is right after the file was tidied, which may renumber its rows', () => {
  for (const id of ['a', 'b', 'c', 'd']) add(id, `word ${id}${id}`);
  db.file.exec("DELETE FROM message WHERE id IN ('a', 'b')");

  db.file.exec('VACUUM');

  checkIndex();
  expect([find('cc'), find('dd'), find('aa')]).toEqual(['c', 'd', '']);
});

test('shows a few words around what was found', () => {
  const filler = Array.from({ length: 40 }, (_, index) => `w${index}`).join(' ');
  add('a', `${filler} the Meeting, at\n noon ${filler}`);

  expect(snippet('meeting noo')).toBe(
    '…w36 w37 w38 w39 the [Meeting], at [noon] w0 w1 w2 w3 w4 w5 w6 w7…',
  );
  add('b', 'Short: a meeting!', 2000);
  expect(snippet('meeting')).toBe('Short: a [meeting]!');
});
