import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../../shared/errors.ts';
import { badArchive } from './archive.ts';
import type { DataCounts } from './archive.ts';

/** What is known of a data file that was looked through. */
export type CheckedData = { readonly schema: number; readonly counts: DataCounts };

/**
 * Copies a data file as of one instant, also while an instance writes to it: in its log of changes a reader holds
 * nobody up. What was deleted is not in the copy. The file itself is not changed. Throws StoreError.
 */
export function copyDatabase(source: string, target: string): CheckedData {
  const file = new DatabaseSync(source, { readOnly: true });
  try {
    file.exec('PRAGMA busy_timeout = 5000');
    file.prepare('VACUUM INTO ?').run(target);
  } finally {
    file.close();
  }
  return checkDatabase(target);
}

/** Reads all of a data file. Throws StoreError when anything in it is not as it should be. */
export function checkDatabase(path: string): CheckedData {
  let file: DatabaseSync | null = null;
  try {
    file = new DatabaseSync(path, { readOnly: true });
    const version = file.prepare('SELECT user_version AS schema FROM pragma_user_version').get();
    const faults = [
      ...file.prepare('SELECT integrity_check AS found FROM pragma_integrity_check').all(),
      ...file.prepare('SELECT "table" AS found FROM pragma_foreign_key_check').all(),
    ].filter(({ found }) => found !== 'ok');
    if (faults.length > 0) throw badArchive('its data file is damaged');
    return { schema: Number(version?.['schema']), counts: countRows(file) };
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw badArchive('its data file cannot be read', cause);
  } finally {
    file?.close();
  }
}

function countRows(file: DatabaseSync): DataCounts {
  const count = (table: string): number => {
    const known = file
      .prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?")
      .get(table);
    // Calls came with a later schema.
    if (!known) return 0;
    return Number(file.prepare(`SELECT count(*) AS n FROM "${table}"`).get()?.['n']);
  };
  return { messages: count('message'), calls: count('call'), notes: count('note') };
}
