import { isAbort } from '../../shared/errors.ts';
import { Gate } from '../base/gate.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { CallEffect, CallHappening } from './call-events.ts';
import type { CallStage, Replies, SpeechCutter } from './ports.ts';

export type ReplyWriterDeps = {
  readonly callId: string;
  readonly replies: Replies;
  readonly createCutter: () => SpeechCutter;
  readonly happen: (happening: CallHappening) => void;
  /** What came too late for the call. */
  readonly late: (text: string) => void;
  readonly stage: (turnId: number, stage: CallStage) => void;
  readonly log: Logger;
};

type Writing = { readonly end: AbortController; readonly sure: Gate; isLate: boolean };
type Ask = Extract<CallEffect, { type: 'ask-model' }>;

/** Has the model write, and cuts what it writes into pieces that can be said. */
export class ReplyWriter {
  readonly #deps: ReplyWriterDeps;
  readonly #underWay = new Map<number, Writing>();

  constructor(deps: ReplyWriterDeps) {
    this.#deps = deps;
  }

  async ask(question: Ask, signal: AbortSignal): Promise<void> {
    const { turnId, held } = question;
    const { happen, log } = this.#deps;
    const writing = { end: new AbortController(), sure: new Gate(!held), isLate: false };
    this.#underWay.set(turnId, writing);
    const either = AbortSignal.any([signal, writing.end.signal]);
    try {
      await this.#write(question, writing, either);
      happen({ type: 'reply-ended', turnId });
    } catch (error) {
      if (isAbort(error) || either.aborted) return;
      log.error('a reply on the phone failed', errorFields(error));
      happen({ type: 'reply-ended', turnId });
    } finally {
      this.#underWay.delete(turnId);
    }
  }

  /** The caller means it: what it takes may be done. */
  release(turnId: number): void {
    this.#underWay.get(turnId)?.sure.open();
  }

  abort(turnId: number): void {
    this.#underWay.get(turnId)?.end.abort(new DOMException('interrupted', 'AbortError'));
  }

  /** The call is over: what is under way is not stopped, and what it comes to is told by `late`. */
  finishLater(turnId: number): void {
    const writing = this.#underWay.get(turnId);
    if (writing) writing.isLate = true;
  }

  /** Stops all that would only be spoken. */
  abortAll(): void {
    for (const [turnId, { isLate }] of this.#underWay) {
      if (!isLate) this.abort(turnId);
    }
  }

  async #write(question: Ask, writing: Writing, signal: AbortSignal): Promise<void> {
    const { turnId, keptAs, text, after } = question;
    const { callId, replies, createCutter, happen, stage, late } = this.#deps;
    const cutter = createCutter();
    stage(turnId, 'model-asked');
    let lateText = '';
    let started = false;
    const asked = { callId, turnId, keptAs, text, after, sure: writing.sure };
    for await (const part of replies.ask(asked, signal)) {
      if (signal.aborted) return;
      if (typeof part !== 'string') {
        this.#tell(turnId, cutter.release());
        happen({ type: 'reply-working', turnId, words: part.words });
        continue;
      }
      if (!started) stage(turnId, 'first-token');
      started = true;
      if (writing.isLate) lateText += part;
      else this.#tell(turnId, cutter.push(part));
    }
    if (signal.aborted) return;
    if (!writing.isLate) this.#tell(turnId, cutter.end());
    else if (lateText.trim() !== '') late(lateText.trim());
  }

  #tell(turnId: number, pieces: readonly string[]): void {
    // The first time counts.
    if (pieces.length > 0) this.#deps.stage(turnId, 'first-sentence');
    for (const text of pieces) this.#deps.happen({ type: 'reply-chunk', turnId, text });
  }
}
