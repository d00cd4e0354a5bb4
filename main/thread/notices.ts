import type { ThreadMessage } from '../../shared/thread.ts';
import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Gate } from '../base/gate.ts';
import type { Logger } from '../base/log.ts';
import { errorFields } from '../base/log.ts';
import { Rounds } from '../base/rounds.ts';
import { sayBrief } from './call-brief.ts';
import { dispatchOf } from './dispatch.ts';
import type { Divided } from './dispatch.ts';
import type { ThreadNews } from './news.ts';
import type { Notice, NoticeLedger, OwnersCall } from './notice-ports.ts';
import type { OutboxRunner } from './outbox-runner.ts';
import { atDeskMs, ownersConversation } from './owners-conversation.ts';
import type { IsPrivate } from './owners-conversation.ts';
import type { ThreadReader } from './ports.ts';

export type NoticesDeps = {
  readonly ledger: NoticeLedger & Pick<ThreadReader, 'readMessage'>;
  /** The call that the owner is on; null for none. */
  readonly call: () => OwnersCall | null;
  readonly isPrivate: IsPrivate;
  /** Carbon Voice. */
  readonly channel: Divided;
  readonly outbox: Pick<OutboxRunner, 'send'>;
  /** Shut while the agent is paused. */
  readonly gate: Gate;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
  readonly log: Logger;
};

/** What could not be brought for so long, in ms, stands in the thread, and that is all. */
const giveUpMs = 43_200_000;
const againMs = 30_000;
/** So many conversations of the owner are looked at, the newest first. */
export const conversationsLookedAt = 3;

type Way =
  | { readonly type: 'call'; readonly call: OwnersCall }
  | { readonly type: 'carbonvoice'; readonly conversationId: string }
  /** The line in the thread is where the owner is, or all that there is. */
  | { readonly type: 'thread' }
  | { readonly type: 'later' };

/**
 * Brings what the owner did not ask for to where the owner is: onto the call, to the desk, or by Carbon Voice into the
 * conversation with the agent alone. Driven from the ledger: each is brought once.
 */
export class Notices {
  readonly #deps: NoticesDeps;
  readonly #signal: AbortSignal;
  readonly #rounds = new Rounds(() => this.#round());
  #cancel: () => void = () => {};

  constructor(deps: NoticesDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#cancel(), { once: true });
  }

  /** At the start, when there is a new one, after a pause, and when Carbon Voice is back. */
  takeUp(): void {
    this.#rounds.run().catch((error: unknown) => {
      if (this.#signal.aborted) return;
      this.#deps.log.warn('notices could not be brought', errorFields(error));
      this.#lookAgain();
    });
  }

  /** Resolves when none is being brought. */
  idle(): Promise<void> {
    return this.#rounds.idle();
  }

  async #round(): Promise<void> {
    const { ledger, gate } = this.#deps;
    this.#cancel();
    let isLeft = false;
    for (const notice of await ledger.openNotices()) {
      if (this.#signal.aborted || !gate.isOpen) return;
      const way = await this.#choose(notice);
      if (way.type === 'later') isLeft = true;
      else await this.#bring(notice, way);
    }
    if (isLeft) this.#lookAgain();
  }

  async #choose({ at }: Notice): Promise<Way> {
    const { call, ledger, isPrivate, clock } = this.#deps;
    const live = call();
    if (live) return { type: 'call', call: live };
    const { deskAt, conversations } = await ledger.ownerTraces({ limit: conversationsLookedAt });
    const now = clock.now();
    if (deskAt !== null && Math.abs(now - deskAt) < atDeskMs) return { type: 'thread' };
    if (now - at > giveUpMs) return { type: 'thread' };
    const place = await ownersConversation(conversations, isPrivate, this.#signal);
    if (place.type === 'found') {
      return { type: 'carbonvoice', conversationId: place.conversationId };
    }
    return { type: place.type === 'later' ? 'later' : 'thread' };
  }

  async #bring({ id }: Notice, way: Exclude<Way, { type: 'later' }>): Promise<void> {
    const { ledger, channel, clock, news, outbox } = this.#deps;
    if (way.type !== 'carbonvoice') {
      const message = await ledger.bringNotice({ id, letter: null });
      if (message && way.type === 'call') way.call.say(spoken(message));
      return;
    }
    const { text } = await ledger.readMessage({ id });
    const dispatch = dispatchOf(text, channel, clock.now());
    const { conversationId } = way;
    const message = await ledger.bringNotice({ id, letter: { conversationId, dispatch } });
    if (!message) return;
    news.emit({ type: 'message-saved', message });
    outbox.send();
  }

  #lookAgain(): void {
    this.#cancel = this.#deps.clock.schedule(againMs, () => this.takeUp());
  }
}

/** What a call cost is no news for the ear. */
function spoken({ text, brief }: ThreadMessage): string {
  return brief ? sayBrief(brief) : text;
}
