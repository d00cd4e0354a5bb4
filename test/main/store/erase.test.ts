import { expect, test } from 'vitest';
import { openDatabase } from '../../../main/store/database.ts';
import { erasers } from '../../../main/store/erase.ts';

/** Tables that hold nothing about other people, and why. */
const impersonalTables: Readonly<Record<string, string>> = {
  searchPlace: 'follows message by triggers',
  messageSearch: 'follows message by triggers',
  summary: 'follows message by triggers',
  noteSearch: 'follows note by triggers',
  noteVersion: 'goes with its note',
  awaitedCall: 'goes with its call',
  contactAddress: 'goes with its contact',
  registration: 'the registrations of our own webhook',
  phoneNumber: 'the numbers of the owner’s account',
  phoneCursor: 'instants',
  dial: 'who is being dialled, for as long as that takes',
  pinFailure: 'instants',
  feedPlace: 'places in the feed of our own account',
  seenPlace: 'a place in the thread',
  tombstone: 'hashes of ids',
  told: 'names of occasions',
  restore: 'instants',
  tokenAge: 'a hash of our own token',
  meter: 'sums by day',
  meterTold: 'days',
  mcpApproval: 'the owner’s programs and their tools',
};

test('every table is either cleaned of a person or known to hold nothing about people', () => {
  const { file } = openDatabase(':memory:');
  const tables = file
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all()
    .map(({ name }) => String(name));
  const known = [...Object.keys(erasers), ...Object.keys(impersonalTables)];
  // FTS5 keeps the parts of its index in tables of its own.
  const real = tables.filter((name) => !/^(?:message|note)Search_/u.test(name));

  expect(known.toSorted()).toEqual(real.toSorted());
  file.close();
});
