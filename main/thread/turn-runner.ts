import type { ThreadMessage } from '../../shared/thread.ts';
import type { Turn, TurnStage } from '../../shared/turns.ts';
import type { Clock } from '../base/clock.ts';
import { newId } from '../base/ids.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Agent } from '../agent/ports.ts';
import type { ThreadNews } from './news.ts';
import type { InboxItem, Ledger } from './ports.ts';
import { hasWholeSentence } from './sentence.ts';

export type TurnRunnerDeps = {
  readonly ledger: Ledger;
  readonly agent: Agent;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
};

export type TurnTask = {
  readonly item: InboxItem;
  readonly message: ThreadMessage;
  /** Whether the reply leaves through the outbox. */
  readonly sends: boolean;
  /** When the words were known. */
  readonly transcriptAt: number;
  /** Said instead of an answer, because the message failed for that reason. */
  readonly instead?: { readonly text: string; readonly reason: string };
};

/** Runs one turn: the agent writes, the window watches, and the end is one commit. */
export class TurnRunner {
  readonly #deps: TurnRunnerDeps;

  constructor(deps: TurnRunnerDeps) {
    this.#deps = deps;
  }

  async run(task: TurnTask, signal: AbortSignal): Promise<void> {
    const { news, clock } = this.#deps;
    const turn = newTurn(task);
    const draft = newReply(task, turn.turnId, clock.now());
    news.emit({ type: 'reply-started', messageId: task.message.id, reply: draft });
    try {
      const stamps = new Stamps(turn, clock);
      const text = task.instead?.text ?? (await this.#write(task, draft.id, { stamps, signal }));
      stamps.mark('doneAt');
      await this.#complete(task, { ...draft, text }, stamps.turn);
    } catch (error) {
      news.emit({ type: 'reply-dropped', messageId: task.message.id, replyId: draft.id });
      throw error;
    }
  }

  async #write(
    task: TurnTask,
    replyId: string,
    { stamps, signal }: { readonly stamps: Stamps; readonly signal: AbortSignal },
  ): Promise<string> {
    const { id, channel, principal, author, conversationId, text } = task.message;
    const { turnId } = stamps.turn;
    const request = { turnId, channel, principal, author, conversationId, messageId: id, text };
    let reply = '';
    for await (const event of this.#deps.agent.reply(request, signal)) {
      if (event.type === 'working') continue;
      if (event.type === 'model-asked') {
        stamps.mark('modelAskedAt');
        continue;
      }
      stamps.mark('firstTokenAt');
      reply += event.text;
      if (hasWholeSentence(reply)) stamps.mark('firstSentenceAt');
      this.#deps.news.emit({ type: 'reply-grown', replyId, text: event.text });
      if (!task.sends) stamps.mark('firstSentAt');
    }
    if (!stamps.turn.firstSentenceAt) stamps.mark('firstSentenceAt');
    return reply.trim();
  }

  async #complete({ item, message, sends, instead }: TurnTask, draft: ThreadMessage, turn: Turn) {
    const { ledger, news } = this.#deps;
    const delivery = sends ? 'queued' : 'sent';
    const done = await ledger.completeTurn({
      inboxId: item.id,
      reply: { ...draft, delivery },
      idempotencyKey: sends ? newId() : null,
      ...(instead && { failure: instead.reason }),
      turn,
    });
    news.emit({ type: 'message-saved', message: done.message });
    news.emit({ type: 'message-saved', message: done.reply });
    news.emit({ type: 'reply-finished', messageId: message.id, reply: done.reply });
  }
}

/** The stages of one turn; the first time counts. */
class Stamps {
  turn: Turn;
  readonly #clock: Clock;

  constructor(turn: Turn, clock: Clock) {
    this.turn = turn;
    this.#clock = clock;
  }

  mark(stage: TurnStage): void {
    if (this.turn[stage] === null) this.turn = { ...this.turn, [stage]: this.#clock.now() };
  }
}

function newTurn({ item, transcriptAt }: TurnTask): Turn {
  return {
    turnId: newId(),
    channel: item.channel,
    callId: null,
    receivedAt: item.receivedAt,
    transcriptAt,
    modelAskedAt: null,
    firstTokenAt: null,
    firstSentenceAt: null,
    firstSentAt: null,
    doneAt: null,
    interruptedAt: null,
  };
}

function newReply({ item, message, sends }: TurnTask, turnId: string, at: number): ThreadMessage {
  return {
    id: newId(),
    at,
    channel: message.channel,
    direction: 'out',
    principal: message.principal,
    author: 'agent',
    text: '',
    heard: null,
    conversationId: message.conversationId,
    // Into the thread that the message belongs to, else to the message itself.
    replyTo: sends ? (message.replyTo ?? item.remoteId) : null,
    callId: null,
    turnId,
    delivery: 'sending',
    attempts: 0,
    reason: null,
  };
}
