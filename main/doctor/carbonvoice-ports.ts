import type { ConnectionState } from '../../shared/connection.ts';
import type { ArrivalFacts } from '../carbonvoice/arrivals.ts';
import type { CarbonVoiceClient } from '../carbonvoice/client.ts';
import type { Registration } from '../carbonvoice/ports.ts';
import type { FeedClient } from '../carbonvoice/reading-client.ts';
import type { LedgerCounts } from '../thread/ports.ts';
import type { LastReply } from '../store/last-reply.ts';

/** What the running app knows of Carbon Voice. */
export type RunningCarbonVoice = {
  readonly state: () => ConnectionState;
  /** Where deliveries are to come to; null for nowhere. */
  readonly webhookUrl: () => string | null;
  readonly arrivals: () => ArrivalFacts;
  readonly socket: () => 'up' | 'down' | 'switched off';
  readonly isPaused: () => boolean;
};

/** What the data file holds about it. */
export type KeptCarbonVoice = {
  readonly subscription: Pick<Registration, 'url' | 'agentId' | 'filter'> | null;
  readonly counts: LedgerCounts;
  readonly replies: LastReply;
};

export type CarbonVoicePort = {
  readonly client: FeedClient & Pick<CarbonVoiceClient, 'whoami'>;
  /** Whether the token looks like one; null for none. Throws AppError when the keychain does not answer. */
  readonly looksLikeToken: () => Promise<boolean | null>;
  /** The setting that is of no use without an account; null for none. */
  readonly wantedBy: string | null;
  /** Null without a running instance. */
  readonly running: RunningCarbonVoice | null;
  /** Null where the data file cannot tell. */
  readonly kept: () => Promise<KeptCarbonVoice | null>;
  readonly now: () => number;
};
