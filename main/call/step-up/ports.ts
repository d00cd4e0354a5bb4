/** How a call became the owner's. */
export type StepUpWay = 'pin' | 'window' | 'command';

/** What came of a PIN that was said on a call. */
export type PinVerdict =
  | { readonly type: 'right' }
  /** `left`: how many tries there are still on this call. */
  | { readonly type: 'wrong'; readonly left: number }
  /** No more tries, on this call or today. */
  | { readonly type: 'locked'; readonly for: 'call' | 'day' }
  /** It was announced and not said. */
  | { readonly type: 'unsaid' }
  /** Fewer digits than a PIN has: the rest is still to come. */
  | { readonly type: 'unfinished' }
  /** The owner has set none. */
  | { readonly type: 'unset' }
  /** It cannot be read now: a locked keychain. */
  | { readonly type: 'unreadable' }
  /** The call is the owner's already. */
  | { readonly type: 'already' };

/** The owner's PIN. */
export interface PinSecret {
  /** As it is known now, for masking; null where it is not. */
  readonly digits: string | null;
  /** Reads it anew where it has to. Never throws. */
  load(): Promise<'known' | 'unset' | 'unreadable'>;
  /** In constant time; false where none is known. */
  matches(digits: string): boolean;
}

/** Wrong tries of all calls, kept over restarts. Durable when a promise resolves; throws StoreError. */
export interface PinTries {
  addPinFailure(failure: { readonly at: number }): Promise<null>;
  /** Instants (epoch ms) at `since` or later. */
  pinFailures(query: { readonly since: number }): Promise<readonly number[]>;
}

/** An action that waits for the owner's yes, and the exact words for it. */
export type AskedApproval = { readonly id: string; readonly summary: string };

/** What happens to actions that were asked for on a call. */
export type ApprovalNews =
  | { readonly type: 'asked'; readonly callId: string; readonly approval: AskedApproval }
  /** Decided somewhere, or expired. */
  | { readonly type: 'settled'; readonly callId: string; readonly id: string }
  /** Done or failed, with words for the caller; told of those alone that were decided on the call. */
  | { readonly type: 'ended'; readonly callId: string; readonly words: string };

/** The actions that a call can decide. */
export interface CallApprovals {
  /** Returns the removal of the listener. */
  onNews(listener: (news: ApprovalNews) => void): () => void;
  /** A clear yes or no, and nothing else; null for other words. `language`: BCP 47. */
  readAnswer(text: string, language: string): 'yes' | 'no' | null;
  /** First answer wins: false where it was decided already. Throws StoreError. */
  answer(id: string, verdict: 'approve' | 'deny'): Promise<boolean>;
}

/**
 * What came of an answer. `late`: it was decided elsewhere before; `failed`: it could not be kept; `unheard`: a clear
 * answer to something that was not heard whole; `other`: no answer at all.
 */
export type ApprovalOutcome = 'approved' | 'denied' | 'late' | 'failed' | 'unheard' | 'other';

/** What the session of a call asks about its owner. */
export type OwnerSide = {
  /** The digits of the PIN, for masking; null where none is known. */
  readonly pin: string | null;
  /** Counts digits that others said outside of tries: whether they are more than a day's calls may say. */
  isTooMuch(digits: number): boolean;
  isOwner(callId: string): boolean;
  /** Compares the digits, and makes the call the owner's where they are right. Never throws. */
  check(callId: string, digits: string | null): Promise<PinVerdict>;
  readAnswer(text: string, language: string): 'yes' | 'no' | null;
  /** Decides what waits, as the owner. Never throws. */
  answer(callId: string, id: string, answer: 'yes' | 'no'): Promise<ApprovalOutcome>;
};
