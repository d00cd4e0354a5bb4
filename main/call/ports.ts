import type { ConnectionState } from '../../shared/connection.ts';
import type { Principal } from '../../shared/thread.ts';
import type { Gate } from '../base/gate.ts';
import type { ServiceTime } from '../base/service-time.ts';

export type CallDirection = 'incoming' | 'outgoing';
/** A call as far as we care; `ended` stands for every way of being over. */
export type CallStatus = 'dialing' | 'ringing' | 'progressing' | 'ending' | 'ended';
/** A party of a call: a number in E.164, an extension, or a SIP address. */
export type Party = {
  readonly type: 'tel' | 'extension' | 'sip' | 'other';
  readonly target: string;
  readonly name: string;
};

export type CallRecord = {
  readonly id: string;
  readonly direction: CallDirection;
  readonly status: CallStatus;
  readonly from: Party;
  readonly to: Party;
  readonly hangup: { readonly by: 'remote' | 'local' | ''; readonly reason: string } | null;
  /** Epoch ms; null where it is not told. */
  readonly createdAt: number | null;
  readonly answeredAt: number | null;
  readonly endedAt: number | null;
};

/** `in` is what the caller says, `out` what is played to the caller (our own voice). */
export type SpeechDirection = 'in' | 'out';

/** News of the phone service; told once each, however often and on whichever way they arrived. */
export type TelephonyEvent =
  | { readonly type: 'call-changed'; readonly call: CallRecord }
  | {
      readonly type: 'speech-started' | 'speech-ended';
      readonly transcriptionId: string;
      readonly direction: SpeechDirection;
    }
  | {
      readonly type: 'speech-interim';
      readonly transcriptionId: string;
      readonly direction: SpeechDirection;
      readonly text: string;
    }
  | {
      readonly type: 'transcript';
      readonly id: string;
      readonly transcriptionId: string;
      readonly direction: SpeechDirection;
      readonly text: string;
    }
  | {
      readonly type: 'transcription-changed';
      readonly id: string;
      readonly callId: string;
      readonly status: TranscriptionStatus;
    }
  | {
      readonly type: 'speaking-changed';
      readonly id: string;
      readonly callId: string;
      readonly status: SpeakingStatus;
    }
  /** A text message came in. */
  | {
      readonly type: 'text-message';
      readonly id: string;
      readonly from: string;
      readonly to: string;
      readonly text: string;
    }
  /** Events may have been missed until now: calls and transcripts are to be compared with the service. */
  | {
      readonly type: 'resynced';
      /** None could come for a while, so whole calls may have begun. */
      readonly wasDeaf?: boolean;
    };

export type TranscriptionStatus = 'progressing' | 'done';
export type SpeakingStatus = 'initiating' | 'active' | 'stopped';

export type Transcription = {
  readonly id: string;
  readonly callId: string;
  readonly status: TranscriptionStatus;
  /** BCP 47; null where it is not told. */
  readonly language: string | null;
};
export type Speaking = {
  readonly id: string;
  readonly callId: string;
  readonly status: SpeakingStatus;
};
export type TranscriptLine = {
  readonly id: string;
  readonly direction: SpeechDirection;
  readonly text: string;
  /** When it was made, epoch ms there; null where it is not told. */
  readonly at: number | null;
};

export type OwnNumber = {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly callFlowId: string | null;
  readonly messageFlowId: string | null;
};

export type SpeakingOptions = {
  readonly callId: string;
  readonly language: string;
  readonly provider: string;
  readonly voiceId: string | null;
};

/** Whom we dial, from which number (null: the account's own choice), and the earliest it can be placed, epoch ms there. */
export type Dial = {
  readonly target: Party;
  readonly source: string | null;
  readonly since: number;
};

/** What is being dialled, so that the next run finds what a run that dies could not end. Each throws StoreError. */
export interface DialBook {
  beginDial(dial: Dial): Promise<null>;
  endDial(query: { readonly target: string }): Promise<null>;
  openDials(): Promise<readonly Dial[]>;
}

/**
 * The phone as calls need it. Every method throws AppError: RemoteError with `status` 404 where a session is gone,
 * 409 or 500 where one exists already; NetworkError with `mayHaveArrived`.
 */
export interface Telephony {
  readonly state: ConnectionState;
  /** Open while events arrive and requests are answered. */
  readonly ready: Gate;
  /** What time it is there, for an instant of our clock: the instants of calls and texts are its own. */
  readonly time: Pick<ServiceTime, 'of'>;
  /** Returns the removal of the listener. */
  onEvent(listener: (event: TelephonyEvent) => void): () => void;
  /** Opens the connections that an answered call needs at once. */
  warm(signal: AbortSignal): Promise<void>;

  /** Dials. Returns the id of the call. Never repeated by itself: there is no idempotency key. */
  place(target: Party, source: string | null, signal: AbortSignal): Promise<string>;
  hangUp(callId: string, signal: AbortSignal): Promise<void>;
  /** Null when the service knows no such call. */
  readCall(callId: string, signal: AbortSignal): Promise<CallRecord | null>;
  /** Calls that are not over, newest first. */
  liveCalls(signal: AbortSignal): Promise<readonly CallRecord[]>;

  /** `direction` as the service names it; the same call and language again is a 409. */
  openTranscription(
    options: {
      readonly callId: string;
      readonly language: string;
      readonly direction: 'in' | 'out' | 'both';
    },
    signal: AbortSignal,
  ): Promise<Transcription>;
  stopTranscription(id: string, signal: AbortSignal): Promise<void>;
  readTranscription(id: string, signal: AbortSignal): Promise<Transcription | null>;
  transcriptionsOf(callId: string, signal: AbortSignal): Promise<readonly Transcription[]>;
  /** Oldest first. */
  transcriptsOf(transcriptionId: string, signal: AbortSignal): Promise<readonly TranscriptLine[]>;

  openSpeaking(options: SpeakingOptions, signal: AbortSignal): Promise<Speaking>;
  readSpeaking(id: string, signal: AbortSignal): Promise<Speaking | null>;
  /** Those of the account that are not stopped. */
  liveSpeakings(signal: AbortSignal): Promise<readonly Speaking[]>;
  /** At most 5000 bytes of UTF-8. */
  say(speakingId: string, text: string, signal: AbortSignal): Promise<void>;
  flush(speakingId: string, signal: AbortSignal): Promise<void>;
  stopSpeaking(speakingId: string, signal: AbortSignal): Promise<void>;
  /** Speaks once without a session: the last resort. */
  talk(
    callId: string,
    speech: { readonly text: string; readonly language: string },
    signal: AbortSignal,
  ): Promise<void>;

  /**
   * Lets two answered calls of ours hear each other until the signal aborts. Resolves when they do; `ended` then
   * tells that one of them is gone. Throws AppError when they cannot.
   */
  joinCalls(
    callIds: readonly [string, string],
    signal: AbortSignal,
  ): Promise<{ readonly ended: Promise<void> }>;
}

/** What a caller's turn asks the model. */
export type CallQuestion = {
  readonly callId: string;
  readonly turnId: number;
  /** The turn that is answered: the same when its answer is begun anew. */
  readonly keptAs: number;
  readonly text: string;
  /** Open when the caller's turn is surely over: before that nothing may be done that they might not mean. */
  readonly sure: Pick<Gate, 'passed'>;
  /** What of its answer was heard before a barge-in that was none; it is to go on from there. */
  readonly after: string | null;
};

/** A piece of what the model writes, or news that the answer waits for something that takes long. */
export type ReplyPart =
  | string
  | {
      readonly type: 'working';
      /** What to say meanwhile; null for the usual fillers. */
      readonly words: string | null;
    };

/** The model's side of a call: text as it is written. Always answers; throws on abort only. */
export interface Replies {
  ask(question: CallQuestion, signal: AbortSignal): AsyncIterable<ReplyPart>;
  /** Has everything ready for a question that is likely to come soon, without asking one. Throws what went wrong. */
  warm?(signal: AbortSignal): Promise<void>;
}

/** Cuts a reply into pieces that a voice can say, while it is still being written. */
export interface SpeechCutter {
  /** Takes the next characters; returns what can be said now, in order. */
  push(text: string): readonly string[];
  /** The writer pauses, for a tool say: returns the sentences that are whole already. */
  release(): readonly string[];
  /** The reply is written: returns the rest. Nothing may be pushed after it. */
  end(): readonly string[];
}

/** `first-sentence`: a first piece that can be said is written. */
export type CallStage = 'model-asked' | 'first-token' | 'first-sentence' | 'first-sent';

/** `cannot-speak`: without a session only, piece by piece; `speechless`: not even so. */
export type CallTrouble = 'cannot-hear' | 'cannot-speak' | 'speechless';
/** Why the other party is not there. */
export type HandOverEnd = 'busy' | 'no-answer' | 'failed';
/** What became of a hand-over; `ended`: the two had talked. */
export type HandOverOutcome = HandOverEnd | 'joined' | 'ended';

/** Where a call is kept. Nothing in a call waits for it: a slow disk must not be heard. */
export interface CallRecorder {
  caller(callId: string, turn: { readonly turnId: number; readonly text: string }): void;
  /** `heard` is null when all of it was. */
  reply(
    callId: string,
    reply: { readonly turnId: number; readonly text: string; readonly heard: string | null },
  ): void;
  /** Words that answer nobody; the same `itemId` again only changes what was heard of them. */
  words(
    callId: string,
    words: {
      readonly itemId: number;
      readonly by: 'agent' | 'owner';
      readonly text: string;
      readonly heard: string | null;
    },
  ): void;
  /** A reply that is kept already was heard otherwise than it was thought. */
  correct(
    callId: string,
    correction: { readonly turnId: number; readonly heard: string | null },
  ): void;
  /** What an answer that took too long says when the call is over already. */
  late(callId: string, text: string): void;
  /** A stage of a turn; epoch ms. The first time counts. */
  stage(
    callId: string,
    stamp: { readonly turnId: number; readonly stage: CallStage; readonly at: number },
  ): void;
  /** From now on the caller counts as this; `way`: how the call became the owner's, null where it is so no more. */
  principal(
    callId: string,
    change: { readonly principal: Principal; readonly way: 'pin' | 'window' | 'command' | null },
  ): void;
  trouble(callId: string, trouble: CallTrouble): void;
  /** So many characters were accepted by the voice. */
  spoken(callId: string, characters: number): void;
  /** What became of handing the call over; `detail` is empty where there is nothing to add. */
  handOver(
    callId: string,
    news: {
      readonly target: Party;
      readonly outcome: HandOverOutcome;
      readonly detail: string;
    },
  ): void;
}
