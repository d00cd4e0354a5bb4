import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { MessageFiles } from '../thread/keeping/ports.ts';

/** Ids of messages are made here; anything else is no folder of ours. */
const idPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
/** A file may be there before its message is. */
const youngMs = 86_400_000;

/** Files of messages lie beside their data file, in `files/<message id>/`. */
export function messageFiles(dataFolder: string): MessageFiles {
  return {
    remove: async (ids) => {
      for (const id of ids.filter((one) => idPattern.test(one))) {
        await rm(join(dataFolder, 'files', id), { recursive: true, force: true });
      }
    },
    settled: async () => {
      const folder = join(dataFolder, 'files');
      const names = await readdir(folder).catch(() => []);
      const ids = names.filter((name) => idPattern.test(name));
      const ages = await Promise.all(ids.map((id) => ageOf(join(folder, id))));
      return ids.filter((_, index) => (ages[index] ?? 0) > youngMs);
    },
  };
}

async function ageOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found === null ? 0 : Date.now() - found.mtimeMs;
}
