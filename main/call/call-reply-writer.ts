import { isAbort } from '../../shared/errors.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import type { CallEffect, CallHappening } from './call-events.ts';
import type { CallStage, Replies, SpeechCutter } from './ports.ts';

export type ReplyWriterDeps = {
  readonly callId: string;
  readonly replies: Replies;
  readonly createCutter: () => SpeechCutter;
  readonly happen: (happening: CallHappening) => void;
  readonly stage: (turnId: number, stage: CallStage) => void;
  readonly log: Logger;
};

type Ask = Extract<CallEffect, { type: 'ask-model' }>;

/** Has the model write, and cuts what it writes into pieces that can be said. */
export class ReplyWriter {
  readonly #deps: ReplyWriterDeps;
  readonly #underWay = new Map<number, AbortController>();

  constructor(deps: ReplyWriterDeps) {
    this.#deps = deps;
  }

  async ask(question: Ask, signal: AbortSignal): Promise<void> {
    const { turnId } = question;
    const own = new AbortController();
    this.#underWay.set(turnId, own);
    try {
      await this.#write(question, AbortSignal.any([signal, own.signal]));
      this.#deps.happen({ type: 'reply-ended', turnId });
    } catch (error) {
      if (isAbort(error) || own.signal.aborted || signal.aborted) return;
      this.#deps.log.error('a reply on the phone failed', errorFields(error));
      this.#deps.happen({ type: 'reply-ended', turnId });
    } finally {
      this.#underWay.delete(turnId);
    }
  }

  abort(turnId: number): void {
    this.#underWay.get(turnId)?.abort(new DOMException('interrupted', 'AbortError'));
  }

  abortAll(): void {
    for (const turnId of this.#underWay.keys()) this.abort(turnId);
  }

  async #write({ turnId, text, after }: Ask, signal: AbortSignal): Promise<void> {
    const { callId, replies, createCutter, stage } = this.#deps;
    const cutter = createCutter();
    stage(turnId, 'model-asked');
    let started = false;
    for await (const written of replies.ask({ callId, turnId, text, after }, signal)) {
      if (signal.aborted) return;
      if (!started) stage(turnId, 'first-token');
      started = true;
      this.#tell(turnId, cutter.push(written));
    }
    if (!signal.aborted) this.#tell(turnId, cutter.end());
  }

  #tell(turnId: number, pieces: readonly string[]): void {
    for (const text of pieces) this.#deps.happen({ type: 'reply-chunk', turnId, text });
  }
}
