import type { CallAccount } from '../../shared/call-account.ts';
import type { ConnectionState } from '../../shared/connection.ts';
import type { NumberView } from '../../shared/phone-number.ts';
import type { Turn } from '../../shared/turns.ts';
import type { Clock } from '../base/clock.ts';
import type { Speaking } from '../call/ports.ts';
import type { Customer } from '../voipbin/account-wire.ts';
import type { Standing } from './standing.ts';

/** The phone service as a look needs it; nothing in it changes anything. Every method throws AppError. */
export type VoipBinDoor = {
  readonly readCustomer: (signal: AbortSignal) => Promise<Customer>;
  /** Calls that go on at the service; refused where the sign-in has not the rights for calls. */
  readonly liveCalls: (signal: AbortSignal) => Promise<readonly { readonly id: string }[]>;
  readonly liveSpeakings: (signal: AbortSignal) => Promise<readonly Speaking[]>;
  /** Numbers of the account, and what answers each. */
  readonly numbers: (signal: AbortSignal) => Promise<readonly NumberView[]>;
  /** How events come, all ways together. */
  readonly events: Standing;
  /** Each way on its own. */
  readonly ways: () => readonly { readonly name: string; readonly state: ConnectionState }[];
};

/** The last calls and turns, as they were kept. */
export type KeptPhone = {
  /** Newest last. */
  readonly calls: readonly CallAccount[];
  readonly turns: readonly Turn[];
  /** Ids of those calls in which the other party was understood. */
  readonly heardCalls: readonly string[];
};

export type VoipBinPort = {
  readonly door: VoipBinDoor;
  readonly delivery: 'websocket' | 'webhook' | 'both';
  readonly inbound: 'off' | 'allowed' | 'everyone';
  /** Numbers that settings name as our own, the source first; E.164. */
  readonly source: string | null;
  readonly ownNumbers: readonly string[];
  readonly isRunning: boolean;
  /** Null where the data file cannot tell. */
  readonly kept: () => Promise<KeptPhone | null>;
  readonly clock: Clock;
};
