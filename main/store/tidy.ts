import type { Database } from './database.ts';

/**
 * Writes the file anew from what is still in it, so that nothing that was deleted can be read anywhere in it. False
 * when another reader (a backup under way) kept the log of changes in use, in which it can still be.
 */
export function tidy({ file }: Database): { readonly isClean: boolean } {
  file.exec("INSERT INTO messageSearch (messageSearch) VALUES ('optimize')");
  file.exec('VACUUM');
  const result = file.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  return { isClean: Number(result?.['busy']) === 0 };
}
