import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TalkWays } from '../../shared/talk.ts';
import type { Bridge } from '../bridge.ts';
import { sentenceOf } from '../state/app-state.ts';
import type { Microphone } from './microphone.ts';
import { giveRecording } from './send-recording.ts';
import {
  idle,
  isOpen,
  talkStep,
  type TalkEffect,
  type TalkEvent,
  type TalkState,
} from './talk-machine.ts';
import { talkStrings as words } from './talk-strings.ts';

export type TalkDeskParts = {
  readonly request: Bridge['request'];
  readonly pageId: string;
  readonly newId: () => string;
  readonly openMicrophone: (onEnd: () => void) => Promise<Microphone>;
  /** Why there is no microphone, for people. */
  readonly trouble: (error: unknown) => string;
  /** Takes what was said; `review`: to be read before it is sent. Resolves with why it was not sent, or null. */
  readonly onWords: (text: string, review: boolean) => Promise<string | null>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Runs it again and again; returns what ends that. */
  readonly every: (ms: number, action: () => void) => () => void;
};

type View = { readonly talk: TalkState; readonly isUnset: boolean };

const levelMs = 50;
/** Main takes a page that says nothing for longer for gone. */
const stillHereMs = 2000;

/** Talking in one page: runs the machine, holds the microphone, and has words written down. */
export class TalkDesk {
  readonly store: StoreApi<View> = createStore(() => ({ talk: idle, isUnset: false }));
  readonly #parts: TalkDeskParts;
  #ways: TalkWays = { isSet: false, silenceMs: 1500, review: false };
  #microphone: Microphone | null = null;
  #stopTimers: (() => void) | null = null;
  /** Discards what belongs to an earlier press. */
  #round = 0;
  /** Kept until its words are here, so that nothing of it is lost with an answer. */
  #recording: { readonly id: string; readonly wav: Uint8Array } | null = null;

  constructor(parts: TalkDeskParts) {
    this.#parts = parts;
  }

  /** It listens, or writes down what was said. */
  get isBusy(): boolean {
    const { talk } = this.store.getState();
    return isOpen(talk) || talk.type === 'writing';
  }

  /** `isHeld`: a release will follow. Returns whether it began or ended anything. */
  press(isHeld: boolean): boolean {
    this.store.setState({ isUnset: false });
    return this.#take({ type: 'press', at: this.#parts.now(), isHeld });
  }

  /** Begins where nothing is being said and nothing waits to be tried again; returns whether it did. */
  listen(): boolean {
    this.store.setState({ isUnset: false });
    return this.#take({ type: 'listen' });
  }

  release(): void {
    this.#take({ type: 'release', at: this.#parts.now() });
  }

  /** Returns whether there was something to cancel. */
  cancel(): boolean {
    const { talk, isUnset } = this.store.getState();
    this.store.setState({ isUnset: false });
    this.#take({ type: 'cancel' });
    return isUnset || talk.type !== 'idle';
  }

  retry(): void {
    this.#take({ type: 'retry' });
  }

  blur(): void {
    this.#take({ type: 'blur' });
  }

  /** The owner writes; a keyboard is no speech. */
  type(): void {
    this.#take({ type: 'typed' });
  }

  /** Nobody sees the page any more. */
  hide(): void {
    this.#take({ type: 'hidden' });
  }

  /** Returns whether it changed anything. */
  #take(event: TalkEvent): boolean {
    const before = this.store.getState().talk;
    const { state, effects } = talkStep(before, event, this.#ways.silenceMs);
    if (state !== before) this.store.setState({ talk: state });
    for (const effect of effects) this.#perform(effect);
    return state !== before;
  }

  #perform(effect: TalkEffect): void {
    switch (effect) {
      case 'open-microphone':
        void this.#open();
        break;
      case 'discard':
        this.#release()?.discard();
        break;
      case 'finish':
        void this.#finish();
        break;
      case 'write-again':
        void this.#write(this.#round);
        break;
      case 'abandon':
        this.#round += 1;
        this.#forgetRecording();
    }
  }

  async #open(): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    this.#forgetRecording();
    const problem = await this.#prepare(round);
    if (round !== this.#round) return;
    if (problem !== null) {
      this.#take({ type: 'failed', reason: problem });
      return;
    }
    const { openMicrophone, trouble, now } = this.#parts;
    const vanished = (): void => {
      if (round === this.#round) this.#take({ type: 'failed', reason: words.vanished });
    };
    try {
      const microphone = await openMicrophone(vanished);
      // Asking may take as long as the owner thinks about it; meanwhile it may have been called off.
      if (round !== this.#round || !isOpen(this.store.getState().talk)) return microphone.discard();
      this.#microphone = microphone;
      this.#stopTimers = this.#startTimers(microphone);
      this.#take({ type: 'opened', at: now() });
    } catch (error) {
      if (round === this.#round) this.#take({ type: 'failed', reason: trouble(error) });
    }
  }

  /** Why it cannot begin; null when it can. */
  async #prepare(round: number): Promise<string | null> {
    const { request, pageId } = this.#parts;
    try {
      this.#ways = await request('talk:ways', {});
      if (!this.#ways.isSet) {
        this.store.setState({ isUnset: true });
        return words.unset;
      }
      // Called off meanwhile: main has heard so already, and must not hear the contrary.
      if (round !== this.#round) return null;
      const { granted } = await request('talk:listen', { pageId, listening: true });
      return granted ? null : words.elsewhere;
    } catch (error) {
      return sentenceOf(error);
    }
  }

  #startTimers(microphone: Microphone): () => void {
    const { every, now, request, pageId } = this.#parts;
    const stops = [
      every(levelMs, () => this.#take({ type: 'level', at: now(), level: microphone.level() })),
      every(stillHereMs, () => {
        request('talk:listen', { pageId, listening: true }).then(
          ({ granted }) => {
            if (!granted) this.#take({ type: 'failed', reason: words.elsewhere });
          },
          () => this.#take({ type: 'failed', reason: words.lost }),
        );
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** The microphone is not ours any more, and main knows it. */
  #release(): Microphone | null {
    const microphone = this.#microphone;
    const { request, pageId } = this.#parts;
    this.#microphone = null;
    this.#round += 1;
    this.#stopTimers?.();
    this.#stopTimers = null;
    // What is not heard lapses there by itself.
    request('talk:listen', { pageId, listening: false }).catch(() => {});
    return microphone;
  }

  async #finish(): Promise<void> {
    const microphone = this.#release();
    if (microphone === null) return;
    const round = this.#round;
    try {
      const wav = await microphone.finish();
      if (round !== this.#round) return;
      this.#recording = { id: this.#parts.newId(), wav };
    } catch (error) {
      if (round === this.#round) this.#fail(error instanceof DOMException ? null : error, false);
      return;
    }
    await this.#write(round);
  }

  /** Also again: main takes the same pieces once, and those of a recording that it has forgotten anew. */
  async #write(round: number): Promise<void> {
    const recording = this.#recording;
    if (recording === null) return;
    const { request, onWords } = this.#parts;
    try {
      await giveRecording(request, recording.id, recording.wav);
      if (round !== this.#round) return this.#drop(recording.id);
      const { text } = await request('talk:write', { recordingId: recording.id });
      if (round !== this.#round) return;
      this.#recording = null;
      this.#take({ type: 'written' });
      const unsent = await onWords(text, this.#ways.review);
      if (unsent !== null) this.#tellUnsent(unsent);
    } catch (error) {
      if (round === this.#round) this.#fail(error, true);
    }
  }

  /** The words are not lost: they stand where they can be sent by hand. */
  #tellUnsent(reason: string): void {
    const { talk } = this.store.getState();
    if (talk.type === 'idle') {
      this.store.setState({ talk: { type: 'failed', reason, canRetry: false } });
    }
  }

  #fail(error: unknown, canRetry: boolean): void {
    const reason = error === null ? words.unreadable : sentenceOf(error);
    this.#take({ type: 'not-written', reason, canRetry });
  }

  #forgetRecording(): void {
    const recording = this.#recording;
    this.#recording = null;
    if (recording !== null) this.#drop(recording.id);
  }

  #drop(recordingId: string): void {
    // What is left behind is forgotten there after a while.
    this.#parts.request('talk:drop', { recordingId }).catch(() => {});
  }
}
