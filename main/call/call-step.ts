import type { CallEffect, SpeechKind } from './call-events.ts';
import type { CallState, SpeechItem, Transition } from './call-state.ts';
import { callTimes } from './call-settings.ts';
import { followTurn } from './endpointing.ts';
import type { CallerTurn, SpeechSign } from './endpointing.ts';
import { speechMs } from './heard.ts';
import { maxSayBytes } from './speakable.ts';
import { splitByBytes } from './speakable/text-size.ts';

/** How much of what was said is remembered; more is asked for only of what waits for a yes. */
const rememberedItems = 30;

/** One transition in the making: the state so far, and what is to be done. */
export class CallStep {
  readonly at: number;
  state: CallState;
  readonly #effects: CallEffect[] = [];

  constructor(state: CallState, at: number) {
    this.state = state;
    this.at = at;
  }

  set(change: Partial<CallState>): void {
    this.state = { ...this.state, ...change };
  }

  effect(effect: CallEffect): void {
    this.#effects.push(effect);
  }

  finish(): Transition {
    return { state: this.state, effects: this.#effects };
  }

  nextTurn(): number {
    const lastTurnId = this.state.lastTurnId + 1;
    this.set({ lastTurnId });
    return lastTurnId;
  }

  /** The caller's turn after one more sign. */
  follow(sign: SpeechSign): CallerTurn {
    const { caller: before, settings, pin } = this.state;
    const { language, endpointing } = settings;
    // Whoever says digits one by one pauses between them, and a part of a PIN is a wrong one.
    const waits = pin.sign === 'try' ? { ...endpointing, minMs: endpointing.maxMs } : endpointing;
    const caller = followTurn(before, sign, { ...waits, language, punctuated: true });
    this.set({ caller });
    return caller;
  }

  /** Puts words at the end of the queue, as one piece unless the service takes no piece of that size. */
  enqueue(kind: SpeechKind, words: string, more: Partial<SpeechItem> = {}): void {
    if (words.trim() === '') return;
    for (const text of splitByBytes(words, maxSayBytes)) {
      const id = this.state.lastItemId + 1;
      const item: SpeechItem = { id, kind, text, turnId: null, keptAs: null, owed: false, ...more };
      this.set({ lastItemId: id, queue: [...this.state.queue, item] });
    }
  }

  /** Whether words of ours are being played, or are about to be. */
  get agentSpeaks(): boolean {
    const { pending, queue, freeAt, voice, caller } = this.state;
    // What waits for the end of the caller's turn is not being said.
    const canSpeak = (voice.type === 'open' || voice.type === 'talk') && caller.text === '';
    return pending !== null || (canSpeak && queue.length > 0) || this.at < freeAt;
  }

  /** Sent, and looked after: a line that nobody serves is paid for. */
  sendHangUp(): void {
    this.set({
      lookUpAt: this.at + callTimes.endLookUpMs,
      hangUpAgainAt: this.at + callTimes.hangUpAgainMs,
    });
    this.effect({ type: 'hang-up' });
  }

  /** The voice has taken a piece: it is played after all that went before. */
  played(item: SpeechItem): void {
    const startsAt = Math.max(this.state.freeAt, this.at);
    const endsAt = startsAt + speechMs(item.text, this.state.rate);
    const taken = { ...item, startsAt, endsAt, spokenTo: 0 };
    const all = [...this.state.played, taken];
    const owed = this.state.approvals.asked?.owed ?? [];
    const isRecent = (index: number): boolean => index >= all.length - rememberedItems;
    this.set({ played: all.filter(({ id }, index) => isRecent(index) || owed.includes(id)) });
    this.busyUntil(endsAt);
  }

  /** The voice speaks until then. Prompts are no words that end a silence. */
  busyUntil(freeAt: number): void {
    const { played, quietSince } = this.state;
    const counts = played.at(-1)?.kind !== 'prompt';
    this.set({ freeAt, ...(counts && { quietSince: Math.max(quietSince, freeAt) }) });
  }
}
