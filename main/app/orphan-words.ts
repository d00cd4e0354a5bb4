import type { CallAccount } from '../../shared/call-account.ts';
import { AppError } from '../../shared/errors.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import { newId } from '../base/ids.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { leftWords, maskWords } from '../call/left-words.ts';
import type { KeptLine } from '../call/left-words.ts';
import type { Telephony, TranscriptLine } from '../call/ports.ts';
import { isInLanguage } from '../call/spoken-words.ts';
import type { PinDesk } from '../call/step-up/pin-desk.ts';
import { PinEar } from '../call/step-up/pin-ear.ts';
import type { CallLedger } from '../thread/call-ports.ts';
import type { ThreadNews } from '../thread/news.ts';
import type { ThreadWriter } from '../thread/ports.ts';

export type OrphanWordsDeps = {
  readonly store: Pick<CallLedger, 'linesOfCall'> & Pick<ThreadWriter, 'appendMessage'>;
  readonly telephony: Pick<Telephony, 'transcriptionsOf' | 'transcriptsOf' | 'time'>;
  readonly pins: Pick<PinDesk, 'warm' | 'digits' | 'isTooMuch'>;
  readonly news: Emitter<ThreadNews>;
  /** BCP 47; what another program transcribes in another language is not for us. */
  readonly language: string;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Words that cannot be read hold up what is told of a call for so many looks. */
const maxLooks = 5;

/** Puts what was said on a call that a run died in, and is not in the thread, into the thread. */
export class OrphanWords {
  readonly #deps: OrphanWordsDeps;
  readonly #looks = new Map<string, number>();

  constructor(deps: OrphanWordsDeps) {
    this.#deps = deps;
  }

  /** Resolves when the words are kept, or given up. Throws AppError where another look may find them, and StoreError. */
  async keep(call: CallAccount, signal: AbortSignal): Promise<void> {
    const kept = await this.#deps.store.linesOfCall({ callId: call.callId });
    for (const line of await this.#findLeft(call, kept, signal)) {
      await this.#deps.store.appendMessage(line);
      this.#deps.news.emit({ type: 'message-saved', message: line });
    }
  }

  async #findLeft(
    call: CallAccount,
    kept: readonly ThreadMessage[],
    signal: AbortSignal,
  ): Promise<readonly ThreadMessage[]> {
    const looks = (this.#looks.get(call.callId) ?? 0) + 1;
    this.#looks.set(call.callId, looks);
    try {
      const told = await this.#read(call.callId, signal);
      return this.#toMessages(call, kept, await this.#left(told, kept));
    } catch (error) {
      signal.throwIfAborted();
      const isPassing = error instanceof AppError && error.retryable;
      if (isPassing && looks < maxLooks) throw error;
      this.#deps.log.warn('the last words of a call cannot be read', errorFields(error));
      return [];
    }
  }

  /** Oldest first. */
  async #read(callId: string, signal: AbortSignal): Promise<readonly TranscriptLine[]> {
    const { telephony, language } = this.#deps;
    const all = await telephony.transcriptionsOf(callId, signal);
    const ours = all.filter((one) => isInLanguage(one.language, language));
    const lines: TranscriptLine[] = [];
    // VoIPBIN: newest first.
    for (const { id } of ours.toReversed()) {
      lines.push(...(await telephony.transcriptsOf(id, signal)));
    }
    return lines;
  }

  async #left(
    told: readonly TranscriptLine[],
    kept: readonly ThreadMessage[],
  ): Promise<readonly TranscriptLine[]> {
    const { pins, telephony, language } = this.#deps;
    await pins.warm();
    const ear = new PinEar({
      ...{ language, pin: () => pins.digits, isOwner: () => false },
      isTooMuch: (digits) => pins.isTooMuch(digits),
    });
    const said = kept
      .filter(({ channel }) => channel === 'phone')
      .map(({ at, direction, text }): KeptLine => ({ at: telephony.time.of(at), direction, text }));
    return leftWords(maskWords(told, said, ear), said);
  }

  /** At the time when they were said, and after what stands there of the same caller. */
  #toMessages(
    { callId, number, principal }: CallAccount,
    kept: readonly ThreadMessage[],
    left: readonly TranscriptLine[],
  ): readonly ThreadMessage[] {
    const aheadMs = this.#deps.telephony.time.of(0);
    const now = this.#deps.clock.now();
    const last = kept.findLast(
      ({ channel, direction }) => channel === 'phone' && direction === 'in',
    );
    let before = last?.at ?? 0;
    return left.map((line): ThreadMessage => {
      const at = Math.max(before + 1, Math.min(now, line.at === null ? now : line.at - aheadMs));
      before = at;
      return {
        ...{ id: newId(), at, channel: 'phone', direction: 'in', author: number, text: line.text },
        // Whoever was confirmed as the owner still is.
        ...{ principal: last?.principal ?? principal, heard: null, conversationId: callId },
        ...{ replyTo: null, callId, turnId: null, delivery: 'handled', attempts: 0, reason: null },
      };
    });
  }
}
