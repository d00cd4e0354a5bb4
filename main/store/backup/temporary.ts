import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const pattern = /^(?:backup|restore)-[0-9a-f]{12}\.tmp$/u;
const staleMs = 3_600_000;

/** Name of a folder in the home for work under way. */
export function temporaryName(work: 'backup' | 'restore'): string {
  return `${work}-${randomBytes(6).toString('hex')}.tmp`;
}

/** What work that was killed left behind; a young one may be still at work. */
export async function removeLeftovers(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!pattern.test(name)) continue;
    const found = await stat(join(home, name)).catch(() => null);
    if (found === null || Date.now() - found.mtimeMs <= staleMs) continue;
    await rm(join(home, name), { recursive: true, force: true });
  }
}
