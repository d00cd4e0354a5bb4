import type { Principal } from '../../shared/thread.ts';
import type { CallSession } from './call-session.ts';
import type { OtherLegBook } from './other-leg.ts';
import type { CallRecord } from './ports.ts';

/** A call that we handle. */
export type LiveCall = {
  readonly record: CallRecord;
  readonly principal: Principal;
  /** What an outgoing call is for; null for none. */
  readonly goal: string | null;
  readonly startedAt: number;
  /** Not to be taken: it gets a sentence and a goodbye. */
  readonly refused: boolean;
  readonly session: CallSession;
};

/** A call that is placed, or that something was done to. */
export type Placed = { readonly callId: string };

/** Keeps which calls are ours, so that sessions of a run that died are found and stopped. */
export interface CallBook extends OtherLegBook {
  begin(call: LiveCall): void;
  end(call: LiveCall): void;
}
