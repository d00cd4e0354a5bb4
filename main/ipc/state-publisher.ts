import type { IpcEvent, Snapshot, StateChange } from '../../shared/ipc-contract.ts';
import { keepSteps, turnOfSteps, withStep } from '../../shared/steps.ts';
import { comparePositions, type ThreadMessage } from '../../shared/thread.ts';
import type { TurnStep } from '../../shared/turn-step.ts';
import { Emitter } from '../base/emitter.ts';
import type { ThreadNews } from '../thread/news.ts';

/** The newest messages that a snapshot carries; the window loads older ones as it scrolls. */
const snapshotMessages = 100;

/** The newest part of the thread, and up to where it was seen. */
type NewestPage = Pick<Snapshot, 'messages' | 'hasOlder' | 'seen'>;

export type PublisherSources = {
  /** The part of the snapshot that is not the thread. */
  readonly rest: () => Omit<Snapshot, keyof NewestPage>;
  readonly page: (limit: number) => Promise<NewestPage>;
};

/** Publishes what changed, numbered, so that a window can tell what it has missed. */
export class StatePublisher {
  readonly changes = new Emitter<IpcEvent<'state:changed'>>();
  readonly #sources: PublisherSources;
  /** Replies being written; they are in no file yet, but a window opened meanwhile must show them. */
  readonly #drafts = new Map<string, ThreadMessage>();
  #revision = 0;

  constructor(sources: PublisherSources) {
    this.#sources = sources;
  }

  get draftCount(): number {
    return this.#drafts.size;
  }

  /** As of its revision exactly: a later change is told to whoever listens, an earlier one is in here. */
  async snapshot(): Promise<{ revision: number; snapshot: Snapshot }> {
    const meanwhile = new Map<string, ThreadMessage>();
    const steps: StepChange[] = [];
    const stop = this.changes.on(({ change }) => {
      if (change.type === 'step-changed') steps.push(change);
      overlay(meanwhile, change);
    });
    try {
      const page = await this.#sources.page(snapshotMessages);
      const messages = new Map(page.messages.map((message) => [message.id, message]));
      for (const [id, message] of [...meanwhile, ...this.#drafts]) {
        messages.set(id, keepSteps(messages.get(id), message));
      }
      const all = [...messages.values()].map((message) => steps.reduce(applyStep, message));
      return {
        revision: this.#revision,
        snapshot: {
          ...this.#sources.rest(),
          ...page,
          messages: withoutGap(all, page),
        },
      };
    } finally {
      // Not before: what is told between the page's arrival and this line belongs in here as well.
      stop();
    }
  }

  publish(change: StateChange): void {
    this.#revision += 1;
    this.changes.emit({ revision: this.#revision, change });
  }

  /** A tool did something for the reply of a turn. */
  tellStep(turnId: string, step: TurnStep): void {
    const change = { type: 'step-changed', turnId, step } as const;
    for (const [id, draft] of this.#drafts) this.#drafts.set(id, applyStep(draft, change));
    this.publish(change);
  }

  /** Follows the thread. */
  hear(news: ThreadNews): void {
    switch (news.type) {
      case 'message-saved': {
        const message = keepSteps(this.#drafts.get(news.message.id), news.message);
        this.#drafts.delete(message.id);
        return this.publish({ type: 'message-saved', message });
      }
      case 'reply-started':
        this.#drafts.set(news.reply.id, news.reply);
        return this.publish({ type: 'message-saved', message: news.reply });
      case 'reply-grown':
        this.#grow(news.replyId, news.text);
        return this.publish({ type: 'reply-grown', messageId: news.replyId, text: news.text });
      case 'reply-dropped':
        this.#drafts.delete(news.replyId);
        return this.publish({ type: 'reply-dropped', messageId: news.replyId });
      case 'messages-removed':
        for (const id of news.messageIds) this.#drafts.delete(id);
        return this.publish({ type: 'messages-removed', messageIds: news.messageIds });
      case 'reply-working':
      case 'reply-step':
      case 'reply-approval':
      case 'reply-finished':
      case 'message-settled':
        // The first changes nothing that is shown, and steps are told as the actions that they are; the others come with
        // a message that was saved.
        return;
    }
  }

  #grow(id: string, text: string): void {
    const draft = this.#drafts.get(id);
    if (draft) this.#drafts.set(id, { ...draft, text: draft.text + text });
  }
}

type StepChange = Extract<StateChange, { type: 'step-changed' }>;

function applyStep(message: ThreadMessage, { turnId, step }: StepChange): ThreadMessage {
  return turnOfSteps(message) === turnId ? withStep(message, step) : message;
}

/** What was saved while the page was being read. */
function overlay(messages: Map<string, ThreadMessage>, change: StateChange): void {
  if (change.type === 'message-saved') {
    const { message } = change;
    messages.set(message.id, keepSteps(messages.get(message.id), message));
  }
  if (change.type === 'reply-dropped') messages.delete(change.messageId);
  if (change.type === 'messages-removed') for (const id of change.messageIds) messages.delete(id);
}

/** In order, and nothing before the page: the window loads what is older from the first message on. */
function withoutGap(
  messages: readonly ThreadMessage[],
  page: Pick<Snapshot, 'messages' | 'hasOlder'>,
): readonly ThreadMessage[] {
  const sorted = messages.toSorted(comparePositions);
  const [oldest] = page.messages;
  if (!page.hasOlder || !oldest) return sorted;
  return sorted.filter((message) => comparePositions(message, oldest) >= 0);
}
