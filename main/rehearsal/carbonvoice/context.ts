import type { Clock } from '../../base/clock.ts';
import type { Deliveries } from './deliveries.ts';
import type { CarbonVoiceFaults } from './faults.ts';
import type { PracticeMessages } from './messages.ts';
import type { PracticeState } from './state.ts';

/** A working hint that was shown; hints pass, so they are not kept over a restart. */
export type PracticeSignal = {
  readonly at: number;
  readonly conversationId: string;
  readonly signalType: string;
  readonly body: string | null;
  readonly ttlMs: number | null;
  readonly messageId: string | null;
};

/** What the routes work on. */
export type ServiceContext = {
  readonly state: PracticeState;
  readonly messages: PracticeMessages;
  readonly deliveries: Deliveries;
  readonly faults: CarbonVoiceFaults;
  readonly clock: Clock;
  /** Oldest first; the server forgets the oldest when there are many. */
  readonly signals: PracticeSignal[];
};
