import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Whole or not at all, and for its owner only: first beside, then in its place. Throws what the file system says. */
export function writeFileInPlace(path: string, text: string): void {
  const beside = `${path}.${process.pid}.new`;
  try {
    writeFileSync(beside, text, { mode: 0o600 });
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
