import { join } from 'node:path';
import { z } from 'zod';
import { readFileIfAny, writeFileAtomically } from '../base/files.ts';
import type { WebhookMemory } from '../voipbin/webhook-memory.ts';

const noteSchema = z.object({
  ours: z.string().nullable(),
  former: z.object({ uri: z.string(), method: z.string() }).nullable(),
  lostAt: z.number().nullable(),
});

/** In `<home>/voipbin-webhook.json`, for its owner only: addresses of webhooks are secrets. */
export function keepWebhook(home: string): WebhookMemory {
  const path = join(home, 'voipbin-webhook.json');
  return {
    read: async () => parse(await readFileIfAny(path)),
    write: (note) => writeFileAtomically(path, `${JSON.stringify(note, null, 2)}\n`),
  };
}

function parse(text: string | null) {
  try {
    return noteSchema.safeParse(JSON.parse(text ?? '')).data ?? null;
  } catch {
    // Damaged is as good as none: the account itself tells what stands there now.
    return null;
  }
}
