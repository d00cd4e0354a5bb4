import type { MeterRow } from '../../shared/meters.ts';
import type { ThreadMessage } from '../../shared/thread.ts';

/** What was used, by day. Durable when a promise resolves; nothing of an answer waits for it. */
export interface MeterLedger {
  /** Adds to what is kept of the same day, channel and thing. */
  addMeters(used: { readonly rows: readonly MeterRow[] }): Promise<null>;
  /** From that day on, oldest first. */
  readMeters(query: { readonly since: string }): Promise<readonly MeterRow[]>;
  /** Keeps a line of the thread, once for each day and kind; null where it was told that day. */
  tellMeter(told: {
    readonly day: string;
    readonly kind: string;
    readonly message: ThreadMessage;
  }): Promise<ThreadMessage | null>;
}
