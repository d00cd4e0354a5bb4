import { join } from 'node:path';
import { z } from 'zod';
import { readFileIfAny, writeFileAtomically } from '../base/files.ts';
import type { RequestMemory } from '../tunnel/ports.ts';

const countSchema = z.object({
  month: z.string().regex(/^\d{4}-\d{2}$/),
  count: z.number().int().nonnegative(),
});

/** In `<home>/tunnel-requests.json`: how many requests of the month came through the tunnel. */
export function keepRequestCount(home: string): RequestMemory {
  const path = join(home, 'tunnel-requests.json');
  return {
    read: async () => parse(await readFileIfAny(path)),
    write: (count) => writeFileAtomically(path, `${JSON.stringify(count)}\n`),
  };
}

function parse(text: string | null) {
  try {
    return countSchema.safeParse(JSON.parse(text ?? '')).data ?? null;
  } catch {
    // Damaged is as good as none: ngrok's dashboard has the true count.
    return null;
  }
}
