import type { Principal, ThreadMessage } from '../../shared/thread.ts';
import type { Turn, TurnStage } from '../../shared/turns.ts';
import type { Clock } from '../base/clock.ts';
import { wordsWithAttachments } from '../../shared/attachments.ts';
import { derivedId, newId } from '../base/ids.ts';
import type { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import type { Agent, ReplyEvent, TurnRequest } from '../agent/ports.ts';
import type { ThreadNews } from './news.ts';
import { dispatchOf } from './dispatch.ts';
import type { MessageChannel } from './channel-ports.ts';
import type { OutboxRunner } from './outbox-runner.ts';
import type { InboxItem } from './inbox-ports.ts';
import type { Ledger } from './ports.ts';
import { ReplyStops, stoppedReason } from './reply-stops.ts';
import type { Stoppable } from './reply-stops.ts';
import { hasWholeSentence } from './sentence.ts';
import { settle } from './settle.ts';
import { Writing } from './writing.ts';
import { untilKept } from '../base/until-kept.ts';

export type TurnRunnerDeps = {
  readonly ledger: Ledger;
  readonly outbox: Pick<OutboxRunner, 'send'>;
  readonly agent: Agent;
  readonly news: Emitter<ThreadNews>;
  readonly clock: Clock;
  readonly log: Logger;
};

export type TurnTask = {
  readonly item: InboxItem;
  readonly message: ThreadMessage;
  /** How the reply leaves. */
  readonly channel: Pick<MessageChannel, 'out'>;
  /** When the words were known. */
  readonly transcriptAt: number;
  /** Older messages of the conversation that the same reply answers, oldest first. */
  readonly earlier?: readonly Pick<TurnTask, 'item' | 'message'>[];
  /** Said instead of an answer, because the message failed for that reason. */
  readonly instead?: { readonly text: string; readonly reason: string };
};

/** Runs one turn: the agent writes, the window watches, and the end is one commit. */
export class TurnRunner {
  readonly #deps: TurnRunnerDeps;
  readonly #stops = new ReplyStops();

  constructor(deps: TurnRunnerDeps) {
    this.#deps = deps;
  }

  /** The owner has enough of a reply at the desk; false where there is nothing to stop any more. */
  stop(replyId: string): boolean {
    return this.#stops.stop(replyId);
  }

  async run(task: TurnTask, signal: AbortSignal): Promise<void> {
    const { news, clock } = this.#deps;
    const turn = newTurn(task);
    const draft = newReply(task, turn.turnId, clock.now());
    news.emit({ type: 'reply-started', messageId: task.message.id, reply: draft });
    try {
      const stamps = new Stamps(turn, clock);
      const written = await this.#words(task, draft.id, { stamps, signal });
      if (written === null) return await this.#leaveUnanswered(task, draft.id);
      stamps.mark('doneAt');
      await this.#complete(task, { reply: { ...draft, ...written }, turn: stamps.turn }, signal);
    } catch (error) {
      news.emit({ type: 'reply-dropped', messageId: task.message.id, replyId: draft.id });
      throw error;
    }
  }

  /** The whole reply, or as much of it as the owner wanted; null where that is nothing. */
  async #words(
    task: TurnTask,
    replyId: string,
    { stamps, signal }: { readonly stamps: Stamps; readonly signal: AbortSignal },
  ): Promise<Pick<ThreadMessage, 'text' | 'reason'> | null> {
    if (task.instead) return { text: task.instead.text, reason: null };
    const writing = new Writing();
    // What leaves by a service leaves whole or not at all.
    const stop: Stoppable = task.channel.out
      ? { signal, isStopped: false, close: () => {} }
      : this.#stops.begin(replyId, signal);
    try {
      await this.#write(task, replyId, { stamps, signal: stop.signal, writing });
    } catch (error) {
      if (!stop.isStopped) throw error;
    } finally {
      stop.close();
    }
    if (!stop.isStopped) return { text: writing.text, reason: null };
    stamps.mark('interruptedAt');
    const text = writing.textWhenStopped;
    return text === '' ? null : { text, reason: stoppedReason };
  }

  /** Stopped before there was a word. */
  async #leaveUnanswered({ item, earlier = [] }: TurnTask, replyId: string): Promise<void> {
    this.#deps.news.emit({ type: 'reply-dropped', messageId: item.id, replyId });
    for (const one of [...earlier.map((before) => before.item), item]) {
      await settle(this.#deps, { id: one.id, delivery: 'ignored', reason: stoppedReason });
    }
  }

  async #write(
    task: TurnTask,
    replyId: string,
    {
      stamps,
      signal,
      writing,
    }: { readonly stamps: Stamps; readonly signal: AbortSignal; readonly writing: Writing },
  ): Promise<void> {
    const { id, channel, author, conversationId } = task.message;
    const text = wordsWithAttachments(task.message);
    const { turnId } = stamps.turn;
    const request: TurnRequest = {
      ...{ turnId, channel, principal: principalOf(task), author, conversationId },
      ...{ messageId: id, text, ...backlogOf(task) },
    };
    for await (const event of this.#deps.agent.reply(request, signal)) {
      if (event.type === 'model-asked') stamps.mark('modelAskedAt');
      if (event.type === 'tool') writing.addStep(event.step);
      if (event.type !== 'text') {
        this.#tell(event, replyId);
        continue;
      }
      // Words that were on their way when it was stopped are not wanted any more.
      signal.throwIfAborted();
      stamps.mark('firstTokenAt');
      writing.add(event.text);
      // A long reply is not searched again with each word.
      if (stamps.turn.firstSentenceAt === null && hasWholeSentence(writing.text)) {
        stamps.mark('firstSentenceAt');
      }
      this.#deps.news.emit({ type: 'reply-grown', replyId, text: event.text });
      if (!task.channel.out) stamps.mark('firstSentAt');
    }
    if (!stamps.turn.firstSentenceAt) stamps.mark('firstSentenceAt');
  }

  /** What goes on beside the words. */
  #tell(event: Exclude<ReplyEvent, { type: 'text' }>, replyId: string): void {
    const { news } = this.#deps;
    if (event.type === 'working') news.emit({ type: 'reply-working', replyId });
    if (event.type === 'tool') news.emit({ type: 'reply-step', replyId, step: event.step });
    if (event.type === 'approval') {
      news.emit({ type: 'reply-approval', replyId, action: event.action });
    }
  }

  async #complete(
    task: TurnTask,
    { reply, turn }: { readonly reply: ThreadMessage; readonly turn: Turn },
    signal: AbortSignal,
  ): Promise<void> {
    const { item, message, channel, instead, earlier = [] } = task;
    const { ledger, outbox, news, clock } = this.#deps;
    const { out } = channel;
    const delivery = out ? 'queued' : 'sent';
    const completed = {
      inboxId: item.id,
      ...(earlier.length > 0 && { alsoIds: earlier.map((one) => one.item.id) }),
      reply: { ...reply, delivery } satisfies ThreadMessage,
      dispatch: out && dispatchOf(reply.text, out, clock.now()),
      ...(instead && { failure: instead.reason }),
      turn,
    };
    // What only could not be kept is not written, nor paid for, a second time.
    const done = await untilKept(() => ledger.completeTurn(completed), this.#deps, signal);
    for (const handled of [...done.also, done.message]) {
      news.emit({ type: 'message-saved', message: handled });
    }
    news.emit({ type: 'message-saved', message: done.reply });
    news.emit({ type: 'reply-finished', messageId: message.id, reply: done.reply });
    if (out) outbox.send();
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

function newTurn({ item, message, transcriptAt }: TurnTask): Turn {
  return {
    // The same when it is run anew, so that what was done before stays in sight; another one after an apology.
    turnId: derivedId('turn', item.id, message.turnId ?? ''),
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

const ranks: readonly Principal[] = ['stranger', 'trusted', 'owner'];

/** What several people are answered together holds only what the least of them may see. */
function principalOf({ message, earlier = [] }: TurnTask): Principal {
  const all = [message, ...earlier.map((one) => one.message)].map(({ principal }) => principal);
  return ranks.find((rank) => all.includes(rank)) ?? 'stranger';
}

function backlogOf({ message, earlier = [] }: TurnTask): Pick<TurnRequest, 'backlog'> {
  if (earlier.length === 0) return {};
  const all = [...earlier.map((one) => one.message), message];
  return {
    backlog: all.map((one) => {
      const { id, at, author, principal } = one;
      return { id, at, author, principal, text: wordsWithAttachments(one) };
    }),
  };
}

function newReply(task: TurnTask, turnId: string, at: number): ThreadMessage {
  const { item, message, channel } = task;
  return {
    id: newId(),
    at,
    channel: message.channel,
    direction: 'out',
    principal: principalOf(task),
    author: 'agent',
    text: '',
    heard: null,
    conversationId: message.conversationId,
    // Into the thread that the message belongs to, else to the message itself.
    replyTo: channel.out ? (message.replyTo ?? item.remoteId) : null,
    callId: null,
    turnId,
    delivery: 'sending',
    attempts: 0,
    reason: null,
  };
}
