import type { EndedCall } from '../../shared/call-account.ts';
import { systemLine } from '../../shared/system-line.ts';
import type { BriefPoint, ThreadMessage } from '../../shared/thread.ts';
import type { CallBriefWriter } from '../agent/ports.ts';
import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import { newId } from '../base/ids.ts';
import { Lanes } from '../base/lanes.ts';
import type { Logger } from '../base/log.ts';
import { builtinPoints, describeBrief, hasContent, toBrief } from './call-brief.ts';
import type { ThreadNews } from './news.ts';
import type { CallLedger } from './call-ports.ts';

export type CallBriefsDeps = {
  readonly store: Pick<CallLedger, 'untoldCalls' | 'linesOfCall' | 'saveBrief'>;
  readonly writer: CallBriefWriter;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Briefs are written one after the other: a model of one's own has enough to do with live calls. */
const lane = 'briefs';

/**
 * Tells in the thread of each call that is over, once. Driven from the ledger: what a run that died did not get to is
 * told at the next start, from the lines that are kept.
 */
export class CallBriefs {
  readonly #deps: CallBriefsDeps;
  readonly #signal: AbortSignal;
  readonly #lanes: Lanes;

  constructor(deps: CallBriefsDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    this.#lanes = new Lanes(deps.log, signal);
  }

  /** At the start, and whenever the end of a call was kept. */
  async takeUp(): Promise<void> {
    for (const call of await this.#deps.store.untoldCalls()) {
      this.#lanes.add(lane, call.callId, () => this.#tell(call));
    }
  }

  /** Resolves when nothing is being written. */
  idle(): Promise<void> {
    return this.#lanes.idle();
  }

  async #tell(call: EndedCall): Promise<void> {
    const { store, news } = this.#deps;
    const { callId } = call;
    const lines = await store.linesOfCall({ callId });
    const spoken = hasContent(call, lines);
    const points = spoken ? await this.#findPoints(call, lines) : [];
    const message = this.#toMessage(call, { spoken, points });
    // The one place where a brief comes into being: whoever else is to hear of calls begins here.
    if (await store.saveBrief({ callId, message })) news.emit({ type: 'message-saved', message });
  }

  async #findPoints(
    call: EndedCall,
    lines: readonly ThreadMessage[],
  ): Promise<readonly BriefPoint[]> {
    return (await this.#deps.writer.write(call, lines, this.#signal)) ?? builtinPoints(lines);
  }

  /** The owner's alone: it belongs to no conversation, so that no other turn can see it. */
  #toMessage(
    call: EndedCall,
    content: { readonly spoken: boolean; readonly points: readonly BriefPoint[] },
  ): ThreadMessage {
    const brief = toBrief(call, content);
    return systemLine({
      ...{ id: newId(), at: this.#deps.clock.now(), text: describeBrief(brief) },
      ...{ callId: call.callId, brief },
    });
  }
}
