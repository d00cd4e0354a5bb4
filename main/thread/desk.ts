import { RefusedError } from '../../shared/errors.ts';
import type { Action, ToolStep } from '../../shared/action.ts';
import type { Clock } from '../base/clock.ts';
import type { Emitter } from '../base/emitter.ts';
import { Gate } from '../base/gate.ts';
import { newId } from '../base/ids.ts';
import type { InboxRunner } from './inbox-runner.ts';
import type { ThreadNews } from './news.ts';
import type { Examined, MessageChannel } from './channel-ports.ts';
import type { Incoming, InboxItem } from './inbox-ports.ts';
import type { ThreadReader } from './ports.ts';

export type DeskDeps = {
  readonly inbox: InboxRunner;
  readonly news: Emitter<ThreadNews>;
  readonly gate: Gate;
  readonly clock: Clock;
};

/** What `say` hears: the reply as it grows, then the whole of it. */
export type SayEvent =
  | { readonly type: 'text'; readonly text: string }
  /** A tool is at work, or was. */
  | ({ readonly type: 'tool' } & ToolStep)
  /** It waits for the owner's yes. */
  | ({ readonly type: 'approval' } & Action)
  | {
      readonly type: 'done';
      readonly messageId: string;
      readonly turnId: string | null;
      readonly text: string;
    };

/** The owner at this machine: by window or by command. */
export class Desk {
  readonly #deps: DeskDeps;

  constructor(deps: DeskDeps) {
    this.#deps = deps;
  }

  /** Kept when it resolves, once for each id that is given; the answer comes by itself. */
  async send(
    text: string,
    along: Pick<Incoming, 'id' | 'files'> = {},
  ): Promise<{ readonly messageId: string }> {
    const accepted = await this.#deps.inbox.accept({
      channel: 'desktop',
      remoteId: along.id ?? newId(),
      conversationId: null,
      author: 'owner',
      principal: 'owner',
      text,
      receivedAt: this.#deps.clock.now(),
      ...along,
    });
    return { messageId: accepted.message.id };
  }

  /** Sends and tells the reply while it is written; resolves when it is whole. Throws RefusedError while paused, and where no answer comes. */
  async say(text: string, tell: (event: SayEvent) => void, signal: AbortSignal): Promise<void> {
    if (!this.#deps.gate.isOpen) {
      throw new RefusedError('PAUSED', 'Adjutant is paused.', 'Resume it first: adjutant resume');
    }
    signal.throwIfAborted();
    const listener = new ReplyListener(tell);
    const stop = this.#deps.news.on((news) => listener.hear(news));
    const onAbort = (): void => listener.end.reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const { messageId } = await this.send(text);
      listener.follow(messageId);
      await listener.end.promise;
    } finally {
      stop();
      signal.removeEventListener('abort', onAbort);
    }
  }
}

/** Follows one message's reply; news that come before its id is known are kept until then. */
class ReplyListener {
  readonly end = Promise.withResolvers<void>();
  readonly #tell: (event: SayEvent) => void;
  #messageId: string | null = null;
  #replyId: string | null = null;
  #early: ThreadNews[] = [];

  constructor(tell: (event: SayEvent) => void) {
    this.#tell = tell;
    this.end.promise.catch(() => {
      // It may be over before anybody waits for it: while the message is still being kept.
    });
  }

  follow(messageId: string): void {
    this.#messageId = messageId;
    for (const news of this.#early) this.hear(news);
    this.#early = [];
  }

  hear(news: ThreadNews): void {
    if (this.#messageId === null) return void this.#early.push(news);
    if (news.type === 'reply-started' && news.messageId === this.#messageId) {
      this.#replyId = news.reply.id;
    } else if ('replyId' in news && news.replyId === this.#replyId) {
      const event = toSayEvent(news);
      if (event) this.#tell(event);
    } else if (news.type === 'reply-finished' && news.messageId === this.#messageId) {
      const { turnId, text } = news.reply;
      this.#tell({ type: 'done', messageId: this.#messageId, turnId, text });
      this.end.resolve();
    } else if (news.type === 'message-settled' && news.message.id === this.#messageId) {
      this.end.reject(new RefusedError('NOT_ANSWERED', news.message.reason ?? 'It failed.'));
    }
  }
}

/** What of the news about a reply is told while it is written. */
function toSayEvent(news: ThreadNews): SayEvent | null {
  if (news.type === 'reply-grown') return { type: 'text', text: news.text };
  if (news.type === 'reply-step') return { type: 'tool', ...news.step };
  return news.type === 'reply-approval' ? { type: 'approval', ...news.action } : null;
}

/** The desktop as a way that words come and go: nothing has to be fetched or sent. */
export class DeskChannel implements MessageChannel {
  readonly channel = 'desktop';
  readonly out = null;
  readonly ready = new Gate(true);
  readonly backlog = null;
  readonly #reader: Pick<ThreadReader, 'readMessage'>;

  constructor(reader: Pick<ThreadReader, 'readMessage'>) {
    this.#reader = reader;
  }

  async examine(item: InboxItem): Promise<Examined> {
    const { at, author, principal, text, conversationId, replyTo } = await this.#reader.readMessage(
      {
        id: item.id,
      },
    );
    return { type: 'ready', resolved: { at, author, principal, text, conversationId, replyTo } };
  }

  async acknowledge(): Promise<void> {}

  async markRead(): Promise<void> {}
}
