import type { CallAccount, EndedCall } from '../../shared/call-account.ts';
import type { ThreadMessage } from '../../shared/thread.ts';

/** What a call used so far, and since when it is answered. */
export type CallMeterMark = Pick<
  CallAccount,
  'callId' | 'answeredAt' | 'transcribedMs' | 'spokenCharacters'
>;
/** The end of a call; the meters are those of the mark before where none are told. */
export type CallEnd = Pick<EndedCall, 'callId' | 'endedAt' | 'endedBy'> & {
  /** Null: nothing is to be told of it. */
  readonly outcome: EndedCall['outcome'] | null;
  readonly meters: Omit<CallMeterMark, 'callId'> | null;
};

/** Calls and what is told of them in the thread. Durable when a promise resolves. */
export interface CallLedger {
  meterCall(mark: CallMeterMark): Promise<null>;
  endCall(end: CallEnd): Promise<null>;
  /** Newest last. */
  lastCalls(query: { readonly limit: number }): Promise<readonly CallAccount[]>;
  /** Calls that are over and of which the thread does not tell yet, oldest first. */
  untoldCalls(): Promise<readonly EndedCall[]>;
  /** All that was said and noted in a call, oldest first. */
  linesOfCall(query: { readonly callId: string }): Promise<readonly ThreadMessage[]>;
  /** The line that tells of this call is brought to the owner as well, as soon as there is one. */
  awaitCall(query: { readonly callId: string }): Promise<null>;
  /** Keeps the line that tells of the call, once; null when there is one already. */
  saveBrief(told: {
    readonly callId: string;
    readonly message: ThreadMessage;
  }): Promise<ThreadMessage | null>;
}
