import type { FormerWebhook } from './webhook-registration.ts';

/** What became of our webhook, as far as the next run must know it. */
export type WebhookNote = {
  /** The address that we registered last; null before the first time. */
  readonly ours: string | null;
  /** What stood there before us, for an undo; null for nothing. */
  readonly former: FormerWebhook | null;
  /** Since when another program's address stands there instead of ours (epoch ms); null while it does not. */
  readonly lostAt: number | null;
};

/** Keeps the note over restarts. Nothing of the phone fails because it cannot. */
export interface WebhookMemory {
  /** Null for none. */
  read(): Promise<WebhookNote | null>;
  write(note: WebhookNote): Promise<void>;
}

/** For this run only. */
export function forgetful(): WebhookMemory {
  let kept: WebhookNote | null = null;
  return {
    read: () => Promise.resolve(kept),
    write: async (note) => {
      kept = note;
    },
  };
}
