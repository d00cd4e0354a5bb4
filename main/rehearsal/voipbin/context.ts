import type { Clock } from '../../base/clock.ts';
import type { Account } from './account.ts';
import type { Callees } from './callees.ts';
import type { Calls } from './calls.ts';
import type { EventHub } from './event-hub.ts';
import type { VoipBinFaults } from './faults.ts';
import type { People } from './people.ts';
import type { Recordings } from './recordings.ts';
import type { FlowRow, GroupcallRow, MessageRow, NumberRow } from './rows.ts';
import type { Speakings } from './speakings.ts';
import type { Stamps } from './stamps.ts';
import type { Table } from './table.ts';
import type { Transcribes } from './transcribes.ts';

/** What the routes work on. */
export type ServiceContext = {
  readonly account: Account;
  readonly faults: VoipBinFaults;
  readonly clock: Clock;
  readonly stamps: Stamps;
  readonly hub: EventHub;
  readonly calls: Calls;
  readonly groupcalls: Table<GroupcallRow>;
  readonly flows: Table<FlowRow>;
  readonly numbers: Table<NumberRow>;
  readonly messages: Table<MessageRow>;
  readonly transcribes: Transcribes;
  readonly recordings: Recordings;
  readonly speakings: Speakings;
  readonly callees: Callees;
  readonly people: People;
  /** How long it takes until a speaking session can speak. */
  readonly setupMs: number;
  /** Characters a second, of every voice. */
  readonly speechRate: number;
  /** Cuts short the waiting of answers that are slow. */
  readonly signal: AbortSignal;
};
