import { randomUUID } from 'node:crypto';
import { Emitter } from '../../base/emitter.ts';
import type { Clock } from '../../base/clock.ts';

/** One sentence that was played into a call; instants are epoch ms. */
export type PlayedSentence = {
  readonly id: string;
  readonly callId: string;
  readonly source: 'speaking' | 'talk' | 'flow';
  readonly text: string;
  /** Whether it reaches the caller: the direction of a speaking session can send it elsewhere. */
  readonly heard: boolean;
  readonly startedAt: number;
  /** Null while it plays. */
  readonly endedAt: number | null;
  /** When it was cut short, else null. */
  readonly cutAt: number | null;
  /** What was really played: all of `text`, or the words before the cut; empty while it plays. */
  readonly playedText: string;
};

/** One utterance of the person at the other end. */
export type SaidUtterance = {
  readonly callId: string;
  readonly text: string;
  readonly startedAt: number;
  /** Null while it is being said. */
  readonly endedAt: number | null;
};

export type LineSound = {
  readonly type: 'sentence-started' | 'sentence-ended';
  readonly sentence: PlayedSentence;
};

/** What is to be heard on one call, from both sides. */
export class Line {
  readonly callId: string;
  readonly sounds = new Emitter<LineSound>();
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #sentences = new Map<string, PlayedSentence>();
  readonly #utterances: SaidUtterance[] = [];
  readonly #closers = new Set<() => void>();
  #agentSilentSince: number;
  #isOpen = true;

  constructor(
    callId: string,
    { clock, onChange }: { readonly clock: Clock; readonly onChange: () => void },
  ) {
    this.callId = callId;
    this.#clock = clock;
    this.#onChange = onChange;
    this.#agentSilentSince = clock.now();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Oldest first. */
  get played(): readonly PlayedSentence[] {
    return [...this.#sentences.values()];
  }

  /** Oldest first. */
  get said(): readonly SaidUtterance[] {
    return this.#utterances;
  }

  /** Whether the caller hears the agent now. */
  get isAgentSpeaking(): boolean {
    return this.played.some(({ heard, endedAt }) => heard && endedAt === null);
  }

  /** Epoch ms of the last sound of the agent that the caller heard, or of the beginning. */
  get agentSilentSince(): number {
    return this.#agentSilentSince;
  }

  /** Called once when the call is over; returns the removal. */
  onClose(closer: () => void): () => void {
    this.#closers.add(closer);
    return () => this.#closers.delete(closer);
  }

  beginSentence(given: Pick<PlayedSentence, 'source' | 'text' | 'heard'>): string {
    const id = randomUUID();
    const startedAt = this.#clock.now();
    const rest = { startedAt, endedAt: null, cutAt: null, playedText: '' };
    this.#put('sentence-started', { id, callId: this.callId, ...given, ...rest });
    return id;
  }

  /** `playedText`: only where the sentence was cut. */
  endSentence(id: string, playedText?: string): void {
    const sentence = this.#sentences.get(id);
    if (!sentence || sentence.endedAt !== null) return;
    const now = this.#clock.now();
    if (sentence.heard) this.#agentSilentSince = now;
    const isCut = playedText !== undefined;
    const ended = { endedAt: now, cutAt: isCut ? now : null };
    this.#put('sentence-ended', {
      ...sentence,
      ...ended,
      playedText: isCut ? playedText : sentence.text,
    });
  }

  /** Returns the end of the utterance. */
  beginUtterance(text: string): () => void {
    const at = this.#utterances.length;
    const begun = { callId: this.callId, text, startedAt: this.#clock.now(), endedAt: null };
    this.#utterances.push(begun);
    this.#onChange();
    return () => {
      if (this.#utterances[at]?.endedAt !== null) return;
      this.#utterances[at] = { ...begun, endedAt: this.#clock.now() };
      this.#onChange();
    };
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const closer of [...this.#closers]) closer();
    this.#closers.clear();
  }

  #put(type: LineSound['type'], sentence: PlayedSentence): void {
    this.#sentences.set(sentence.id, sentence);
    this.sounds.emit({ type, sentence });
    this.#onChange();
  }
}
