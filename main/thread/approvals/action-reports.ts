import type { Action } from '../../../shared/action.ts';
import { systemLine } from '../../../shared/system-line.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import type { Clock } from '../../base/clock.ts';
import type { Emitter } from '../../base/emitter.ts';
import { derivedId } from '../../base/ids.ts';
import type { Logger } from '../../base/log.ts';
import { errorFields } from '../../base/log.ts';
import { isAbort } from '../../../shared/errors.ts';
import { Rounds } from '../../base/rounds.ts';
import { dispatchOf } from '../dispatch.ts';
import type { Divided } from '../dispatch.ts';
import type { ThreadNews } from '../news.ts';
import type { OutboxRunner } from '../outbox-runner.ts';
import type { MessageChannel } from '../channel-ports.ts';
import { untilKept } from '../../base/until-kept.ts';
import type { ApprovalLedger, ApprovalLetter, ApprovalPlace, Untold } from './approval-ports.ts';
import { reportWords, wordForOthers } from './approval-words.ts';

export type ActionReportsDeps = {
  readonly ledger: ApprovalLedger;
  readonly channel: Divided & Pick<MessageChannel, 'refusal'>;
  readonly outbox: Pick<OutboxRunner, 'send'>;
  readonly news: Emitter<ThreadNews>;
  /** IANA name. */
  readonly timeZone: string;
  readonly clock: Clock;
  readonly log: Logger;
};

/**
 * Tells what came of what the owner was asked for: in the thread, and by Carbon Voice where they or others asked for it
 * there. Driven from the ledger, so it is told once, also after a crash.
 */
export class ActionReports {
  readonly #deps: ActionReportsDeps;
  readonly #signal: AbortSignal;
  readonly #rounds = new Rounds(() => this.#tellAll());

  constructor(deps: ActionReportsDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
  }

  /** At the start, and when an action ended. */
  takeUp(): void {
    this.#rounds.run().catch((error: unknown) => {
      if (!isAbort(error) && !this.#signal.aborted) this.#failed(error);
    });
  }

  idle(): Promise<void> {
    return this.#rounds.idle();
  }

  async #tellAll(): Promise<void> {
    const { ledger } = this.#deps;
    const look = () => untilKept(() => ledger.untoldActions(), this.#deps, this.#signal);
    const tried = new Set<string>();
    // The ledger tells a part of them at a time; one that cannot be told holds none of the others up.
    for (let left = await look(); left.length > 0; left = await look()) {
      const fresh = left.filter(({ action }) => !tried.has(action.id));
      if (fresh.length === 0) return;
      for (const one of fresh) {
        tried.add(one.action.id);
        await this.#tell(one).catch((error: unknown) => this.#failed(error));
      }
    }
  }

  #failed(error: unknown): void {
    if (isAbort(error) || this.#signal.aborted) throw error;
    this.#deps.log.error('what came of an action could not be told', errorFields(error));
  }

  async #tell(untold: Untold): Promise<void> {
    const { ledger, news, outbox } = this.#deps;
    const { id } = untold.action;
    const told = { id, line: this.#lineOf(untold.action), letters: this.#lettersOf(untold) };
    const lines = await untilKept(() => ledger.tellAction(told), this.#deps, this.#signal);
    for (const message of lines) news.emit({ type: 'message-saved', message });
    if (lines.length > 1) outbox.send();
  }

  /** The owner's alone: it belongs to no conversation, so that no other turn can see it. */
  #lineOf(action: Action): ThreadMessage {
    const text = reportWords(action, this.#deps.timeZone);
    return systemLine(this.#newLine(action, 'line', text));
  }

  #lettersOf({ action, request, origin }: Untold): readonly ApprovalLetter[] {
    const letters: ApprovalLetter[] = [];
    const isOwner = action.principal === 'owner';
    const words = reportWords(action, this.#deps.timeZone);
    const place = request ?? (isOwner ? origin : null);
    // Who said no by a reply has been answered there.
    const isTold = action.state === 'denied' && action.decidedVia === 'carbonvoice-reply';
    if (place && !isTold) letters.push(this.#letter(action, place, { name: 'owner', words }));
    // Who may not write any more hears nothing.
    if (!isOwner && origin && !this.#deps.channel.refusal?.(action)) {
      const short = { name: 'asker', words: wordForOthers(action) } as const;
      letters.push(this.#letter(action, origin, short));
    }
    return letters;
  }

  #letter(
    action: Action,
    place: ApprovalPlace,
    { name, words }: { readonly name: 'owner' | 'asker'; readonly words: string },
  ): ApprovalLetter {
    const { channel, clock } = this.#deps;
    const dispatch = dispatchOf(words, channel, clock.now());
    const message: ThreadMessage = {
      ...this.#newLine(action, name, words),
      ...{ channel: 'carbonvoice', delivery: 'queued', ...place },
      principal: name === 'owner' ? 'owner' : action.principal,
    };
    return { message, dispatch };
  }

  #newLine({ id: actionId, callId }: Action, name: string, text: string) {
    return {
      ...{ id: derivedId('report', actionId, name), at: this.#deps.clock.now(), text, callId },
      ...({ direction: 'out', author: 'agent', heard: null, turnId: null } as const),
      ...{ attempts: 0, reason: null, actionId },
    };
  }
}
