import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readFileIfAny, writeFileAtomically } from '../base/files.ts';

/** The unguessable paths of the webhooks; the same over restarts of one home. */
export type WebhookPaths = { readonly carbonvoice: string; readonly voipbin: string };

const secret = z.string().regex(/^[\w-]{32,}$/);
const fileSchema = z.object({ carbonvoice: secret, voipbin: secret });

/** Reads `<home>/webhook-paths.json`, or makes it (0600) when it is missing or damaged. */
export async function loadWebhookPaths(home: string): Promise<WebhookPaths> {
  const path = join(home, 'webhook-paths.json');
  const secrets = parse(await readFileIfAny(path)) ?? (await make(path));
  return {
    carbonvoice: `/hooks/carbonvoice/${secrets.carbonvoice}`,
    voipbin: `/hooks/voipbin/${secrets.voipbin}`,
  };
}

function parse(text: string | null) {
  try {
    return fileSchema.safeParse(JSON.parse(text ?? '')).data ?? null;
  } catch {
    // A damaged file is made anew: the new address is registered like any changed one.
    return null;
  }
}

async function make(path: string): Promise<z.infer<typeof fileSchema>> {
  const secrets = { carbonvoice: newSecret(), voipbin: newSecret() };
  await writeFileAtomically(path, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

/** 32 random bytes: nobody guesses them. */
function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
