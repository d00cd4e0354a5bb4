import { expect, test } from 'vitest';
import { openDatabase } from '../../../main/store/database.ts';
import { erasers, impersonalTables } from '../../../main/store/erase.ts';

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
