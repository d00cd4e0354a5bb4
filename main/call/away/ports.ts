import type { ThreadMessage } from '../../../shared/thread.ts';
import type { CallRecord } from '../ports.ts';

/** What a caller left; `text` is empty where nothing was understood (yet). */
export type Voicemail = {
  readonly text: string;
  /** How long the recording is; null where there is none. */
  readonly recordedMs: number | null;
};

/** A text message that came in; numbers in E.164, `at` in epoch ms or null where it is not told. */
export type TextMessage = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly at: number | null;
};

/** What the phone service remembers. Every method throws AppError. */
export interface PhoneHistory {
  /** Incoming calls that were created at an instant (epoch ms) or later, newest first. */
  incomingSince(at: number, signal: AbortSignal): Promise<readonly CallRecord[]>;
  voicemailOf(callId: string, signal: AbortSignal): Promise<Voicemail>;
  /** Inbound text messages, newest first. */
  textsSince(at: number, signal: AbortSignal): Promise<readonly TextMessage[]>;
}

/** A missed call whose voicemail may still come. */
export type AwaitedVoicemail = {
  readonly callId: string;
  /** How often it was looked for. */
  readonly looks: number;
  /** Epoch ms of the next look. */
  readonly nextAt: number;
};

/** How far the past was looked through, by name. Durable when a promise resolves. */
export interface PhoneCursors {
  /** `since`: what is older was there before us and is not told; the first question sets it to `now`. */
  phoneCursor(query: {
    readonly name: string;
    readonly now: number;
  }): Promise<{ readonly since: number; readonly at: number }>;
  movePhoneCursor(move: { readonly name: string; readonly at: number }): Promise<null>;
}

/** The lines of missed calls, each kept once. */
export interface MissedCallBook extends PhoneCursors {
  /** Calls that we had or have in hand, and of which it is not kept yet how they came out. */
  openCalls(): Promise<readonly { readonly callId: string }[]>;
  /** Null where it was told before, or where it was answered and we had it ourselves. */
  tellMissedCall(tell: {
    readonly callId: string;
    readonly wasAnswered: boolean;
    readonly message: ThreadMessage;
    /** When to look for its voicemail again; null for never. */
    readonly nextAt: number | null;
  }): Promise<ThreadMessage | null>;
  awaitedVoicemails(): Promise<readonly AwaitedVoicemail[]>;
  changeMissedCall(change: {
    readonly callId: string;
    readonly text: string;
    readonly looks: number;
    readonly nextAt: number | null;
  }): Promise<ThreadMessage>;
}

/** The lines of text messages, each kept once. */
export interface TextBook extends PhoneCursors {
  /** Null where it was told before. */
  tellText(tell: {
    readonly remoteId: string;
    readonly message: ThreadMessage;
  }): Promise<ThreadMessage | null>;
}

/**
 * A number that the owner has had set up. `setting`: it was asked for and may be half done; `answering`: calls ring
 * here; `mailbox`: calls are taken by the mailbox; `foreign`: somebody else has set what answers it since, and it is
 * left alone.
 */
export type KeptNumber = {
  /** E.164. */
  readonly number: string;
  /** What answered it before us, put back by an undo; null for nothing. */
  readonly earlierFlowId: string | null;
  readonly answerFlowId: string | null;
  readonly mailboxFlowId: string | null;
  readonly state: 'setting' | 'answering' | 'mailbox' | 'foreign';
};

/** Where the numbers that were set up are kept; durable when a promise resolves. */
export interface NumberBook {
  phoneNumbers(): Promise<readonly KeptNumber[]>;
  savePhoneNumber(kept: KeptNumber): Promise<null>;
  deletePhoneNumber(which: { readonly number: string }): Promise<null>;
}
