import type { CallSettings } from './call-settings.ts';
import type { CallEffect, SpeechKind } from './call-events.ts';
import type { Party } from './ports.ts';
import { noApprovals } from './approvals-state.ts';
import type { Approvals } from './approvals-state.ts';
import type { PinSign } from './step-up/pin-ear.ts';
import { beginTurn } from './endpointing.ts';
import type { CallerTurn } from './endpointing.ts';
import { usualRate } from './heard.ts';
import type { SpeakingRate } from './heard.ts';

/** One piece of speech on its way out. */
export type SpeechItem = {
  readonly id: number;
  readonly kind: SpeechKind;
  readonly turnId: number | null;
  /** The reply in the thread that it belongs to. */
  readonly keptAs: number | null;
  readonly text: string;
  /** Must be heard as a whole, whatever the caller does: the disclosure. */
  readonly owed: boolean;
};
/** Asked to be said by that session; null for none, where each piece is spoken on its own. */
export type AskedItem = SpeechItem & { readonly speakingId: string | null };
/** Handed over to the voice; when it is played is an estimate. Infinity: not taken yet. */
export type PlayedItem = SpeechItem & {
  readonly startsAt: number;
  readonly endsAt: number;
  /** How much of the text a transcript of our own voice has confirmed (UTF-16 units). */
  readonly spokenTo: number;
};

export type Ears =
  | { readonly type: 'closed' }
  | { readonly type: 'opening'; readonly tries: number }
  | { readonly type: 'retrying'; readonly tries: number; readonly at: number }
  | {
      readonly type: 'open';
      readonly transcriptionId: string;
      /** The last sign of life; a transcription can die without a word. */
      readonly newsAt: number;
    };

export type Voice =
  | { readonly type: 'closed' }
  | { readonly type: 'opening'; readonly tries: number }
  | {
      readonly type: 'initiating';
      readonly tries: number;
      readonly speakingId: string;
      readonly since: number;
      readonly pollAt: number;
    }
  | { readonly type: 'retrying'; readonly tries: number; readonly at: number }
  | {
      readonly type: 'open';
      readonly tries: number;
      readonly speakingId: string;
      /** How many times running it is not known whether words were taken. */
      readonly doubts: number;
    }
  /** No provider gives a session: each piece is spoken on its own. */
  | {
      readonly type: 'talk';
      /** How many pieces running were not taken, and since when that is so, or one is waited for. */
      readonly failures: number;
      readonly since: number;
      /** A piece was taken. */
      readonly proved: boolean;
    };

/** What the model writes for one turn of the caller. */
export type Reply = {
  /** The present turn; another one after a barge-in that was none. */
  readonly turnId: number;
  /** The turn under which the reply is kept in the thread. */
  readonly keptAs: number;
  readonly callerText: string;
  readonly state: 'writing' | 'written';
  /** It waits for something that takes long, which must not be begun twice. */
  readonly working: boolean;
  /** Asked for before the caller's turn was surely over: nothing of it is said yet. */
  readonly held: boolean;
  /** The voice refused a piece of it, which nobody will hear. */
  readonly refused: boolean;
  /** All that was written, piece by piece. */
  readonly pieces: readonly string[];
  /** The last word before it: since then the caller waits. */
  readonly askedAt: number;
};

/** The caller speaks while the agent does: everything is held until it is clear whether these are words. */
export type BargeIn = {
  readonly since: number;
  /** What the voice had been given, as it would be played if nothing cut it. */
  readonly handedOver: readonly PlayedItem[];
  /** What was still to be handed over. */
  readonly later: readonly SpeechItem[];
  /** Whether the model was stopped; what works on is not. */
  readonly stopped: boolean;
  /** A transcript of our own voice has told where it stopped; until then it is an estimate. */
  readonly sure: boolean;
};

/** Our own voice, as the service hears it on the line. */
export type OwnVoice = {
  readonly speaking: boolean;
  /** Begin and end of its present or last stretch; null until it is told. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
};

/** Speech that was cut off for good; what of it was heard may still be corrected. */
export type CutSpeech = {
  /** When the caller began to interrupt. */
  readonly at: number;
  readonly items: readonly PlayedItem[];
  readonly sure: boolean;
  /** The reply that it belonged to, as it was kept. */
  readonly reply: { readonly keptAs: number; readonly text: string } | null;
};

/** Somebody else is to take the call; epoch ms. `until` is when the step is given up, or taken anyway. */
export type HandOver =
  /** The caller is told, the other party is called, the two are joined. */
  | {
      readonly type: 'announcing' | 'calling' | 'joining';
      readonly target: Party;
      readonly since: number;
      readonly until: number;
    }
  /** The two hear each other. */
  | { readonly type: 'joined'; readonly target: Party; readonly since: number };

/** What the caller can say that takes a goodbye back; a mere "okay" is `anything`. */
export type TakenBackBy = 'nothing' | 'words' | 'anything';

/** `handed-over`: the line is up, and we have nothing to do with what is said on it. */
export type Phase = 'waiting' | 'live' | 'handed-over' | 'leaving' | 'over';

/** The whole of one call; plain data, so that every race can be written down as a list of events. */
export type CallState = {
  readonly settings: CallSettings;
  readonly phase: Phase;
  readonly ears: Ears;
  readonly voice: Voice;
  readonly muted: boolean;
  readonly lastTurnId: number;
  readonly lastItemId: number;
  readonly caller: CallerTurn;
  readonly reply: Reply | null;
  readonly bargeIn: BargeIn | null;
  readonly own: OwnVoice;
  readonly cut: CutSpeech | null;
  /** The pace of the voice, learned as it speaks. */
  readonly rate: SpeakingRate;
  readonly handOver: HandOver | null;
  /** What the caller's present words have to do with a PIN, and since when one is being compared. */
  readonly pin: { readonly sign: PinSign; readonly checkingSince: number | null };
  readonly approvals: Approvals;
  /** Said as soon as the present words have been spoken, before a hang-up; null for none. */
  readonly farewell: string | null;
  /** To be said, in order. The queue is ours because `flush` does not stop every provider. */
  readonly queue: readonly SpeechItem[];
  /** Asked to be said and not yet taken. */
  readonly pending: AskedItem | null;
  /** Asked to be said before a flush and not answered yet: it may be taken after it. Of words that never left nothing is told. */
  readonly inFlight: number | null;
  /** Words that could not be sent are not tried again before. */
  readonly sayNotBefore: number;
  /** What was said lately, newest last: for what was heard, and for echoes. */
  readonly played: readonly PlayedItem[];
  /** When all that was handed over has been played. */
  readonly freeAt: number;
  /** The last word of either side; prompts do not count. */
  readonly quietSince: number;
  readonly prompted: boolean;
  readonly fillerCount: number;
  readonly promptCount: number;
  /** "Hold on": no prompts until then; null when nobody asked. */
  readonly holdUntil: number | null;
  readonly maxAt: number;
  readonly leaveBy: number;
  readonly takenBackBy: TakenBackBy;
  readonly hangUpSent: boolean;
  readonly hangUpAgainAt: number;
  readonly lookUpAt: number;
  /** After the end: until when the last words are waited for. */
  readonly finishAt: number;
  /** Hung up because nothing could be said on it. */
  readonly speechless: boolean;
};

export type Transition = {
  readonly state: CallState;
  readonly effects: readonly CallEffect[];
};

export function initialCall(settings: CallSettings): CallState {
  return {
    settings,
    phase: 'waiting',
    ears: { type: 'closed' },
    voice: { type: 'closed' },
    muted: false,
    lastTurnId: 0,
    lastItemId: 0,
    caller: beginTurn(),
    reply: null,
    bargeIn: null,
    own: { speaking: false, startedAt: null, endedAt: null },
    cut: null,
    rate: usualRate(settings.language),
    handOver: null,
    pin: { sign: null, checkingSince: null },
    approvals: noApprovals,
    farewell: null,
    queue: [],
    pending: null,
    inFlight: null,
    sayNotBefore: 0,
    played: [],
    freeAt: 0,
    quietSince: 0,
    prompted: false,
    fillerCount: 0,
    promptCount: 0,
    holdUntil: null,
    maxAt: Infinity,
    leaveBy: Infinity,
    takenBackBy: 'nothing',
    hangUpSent: false,
    hangUpAgainAt: Infinity,
    lookUpAt: Infinity,
    finishAt: Infinity,
    speechless: false,
  };
}
