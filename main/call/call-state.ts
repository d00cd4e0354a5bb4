import type { CallSettings } from './call-settings.ts';
import type { CallEffect, SpeechKind } from './call-events.ts';
import { beginTurn } from './endpointing.ts';
import type { CallerTurn } from './endpointing.ts';

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
/** Handed over to the voice; when it is played is an estimate. */
export type PlayedItem = SpeechItem & { readonly startsAt: number; readonly endsAt: number };

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
  | { readonly type: 'open'; readonly tries: number; readonly speakingId: string }
  /** No provider gives a session: each piece is spoken on its own. */
  | { readonly type: 'talk' };

/** What the model writes for one turn of the caller. */
export type Reply = {
  /** The present turn; another one after a barge-in that was none. */
  readonly turnId: number;
  /** The turn under which the reply is kept in the thread. */
  readonly keptAs: number;
  readonly callerText: string;
  readonly state: 'writing' | 'written';
  /** Asked for before the caller's turn was surely over: nothing of it is said yet. */
  readonly held: boolean;
  /** All that was written, piece by piece. */
  readonly pieces: readonly string[];
  /** When the caller's turn ended. */
  readonly askedAt: number;
};

/** The caller speaks while the agent does: everything is held until it is clear whether these are words. */
export type BargeIn = {
  readonly since: number;
  readonly speaking: boolean;
  /** What was not heard, in order, to be said again if it was a false alarm. */
  readonly unheard: readonly SpeechItem[];
  /** What of the reply was heard. */
  readonly heard: string;
};

export type Phase = 'waiting' | 'live' | 'leaving' | 'over';

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
  /** To be said, in order. The queue is ours because `flush` does not stop every provider. */
  readonly queue: readonly SpeechItem[];
  /** Asked to be said and not yet taken. */
  readonly pending: SpeechItem | null;
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
  /** Whether words of the caller take the goodbye back. */
  readonly mayReturn: boolean;
  readonly hangUpSent: boolean;
  readonly lookUpAt: number;
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
    queue: [],
    pending: null,
    played: [],
    freeAt: 0,
    quietSince: 0,
    prompted: false,
    fillerCount: 0,
    promptCount: 0,
    holdUntil: null,
    maxAt: Infinity,
    leaveBy: Infinity,
    mayReturn: false,
    hangUpSent: false,
    lookUpAt: Infinity,
  };
}
