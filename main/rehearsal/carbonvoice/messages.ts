import { randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import type { PracticeAttachment, PracticeEntry, PracticeMessage } from './entries.ts';
import type { CarbonVoiceFaults } from './faults.ts';
import type { PracticeReaction, PracticeSend } from './record-entries.ts';
import type { PracticeState } from './state.ts';
import { isWanted, webhookBody } from './webhook-body.ts';

export type MessagesOptions = {
  readonly state: PracticeState;
  readonly faults: CarbonVoiceFaults;
  readonly clock: Clock;
  /** Called after deliveries were queued. */
  readonly onQueued: () => void;
  /** Called after a message was made or changed. */
  readonly onChanged: (event: MessageEvent, message: PracticeMessage) => void;
};

/** Carbon Voice: the names of the live socket. */
export type MessageEvent = 'message:created' | 'message:updated';

export type NewMessage = Pick<
  PracticeMessage,
  'kind' | 'creatorId' | 'conversationId' | 'words' | 'taggedUserIds' | 'idempotencyKey'
> & {
  /** The message that it forwards. */
  readonly forwardOf?: string | null;
  /** The root that it is filed under; null for a message at the top level. */
  readonly rootId: string | null;
  readonly attachments: readonly PracticeAttachment[];
  /** Speech only: milliseconds until the words are known (0: at once, null: never) and how they are then given. */
  readonly speech?: {
    readonly transcriptDelayMs: number | null;
    readonly blankTranscript: boolean;
    readonly shape: 'current' | 'guide';
  };
};

/** A send of the agent as the route saw it. */
export type SendRequest = Pick<PracticeSend, 'route' | 'replyTo'> &
  Partial<Pick<PracticeSend, 'audio'>>;

/** What becomes true together with a new message. */
export type PostedWith = {
  readonly send?: SendRequest;
  /** People and places that are made for it. */
  readonly before?: readonly PracticeEntry[];
};

/** What can happen to messages. Each change and the deliveries that tell of it are one line of the journal. */
export class PracticeMessages {
  readonly #state: PracticeState;
  readonly #faults: CarbonVoiceFaults;
  readonly #clock: Clock;
  readonly #onQueued: () => void;
  readonly #onChanged: MessagesOptions['onChanged'];

  constructor({ state, faults, clock, onQueued, onChanged }: MessagesOptions) {
    this.#state = state;
    this.#faults = faults;
    this.#clock = clock;
    this.#onQueued = onQueued;
    this.#onChanged = onChanged;
  }

  post(input: NewMessage, { send, before = [] }: PostedWith = {}): PracticeMessage {
    const message = this.#newMessage(input);
    const entries: PracticeEntry[] = [...before, { type: 'message', message }];
    const root = input.rootId === null ? null : this.#state.message(input.rootId);
    // Carbon Voice: a reply raises its parent's update time, so the parent comes back in the updates feed.
    if (root) {
      const { at, seq } = this.#state.nextUpdate(this.#clock.now(), 1);
      const replyCount = root.replyCount + 1;
      const raised = { ...root, replyCount, updatedAt: at, updatedSeq: seq };
      entries.push({ type: 'message', message: raised });
    }
    if (send) entries.push({ type: 'send', send: this.#sendRecord(message, send, false) });
    this.#commitWithDeliveries(message, entries);
    this.#onChanged('message:created', message);
    return message;
  }

  /** A send whose key is known: recorded, and nothing else happens. */
  repeat(message: PracticeMessage, send: SendRequest): void {
    this.#state.commit([{ type: 'send', send: this.#sendRecord(message, send, true) }]);
  }

  /** The words of a voice message have become known. */
  transcribe(id: string): void {
    const message = this.#state.message(id);
    if (!message || message.transcribed || message.status === 'deleted') return;
    const changed = this.#touched({ ...message, transcribed: true });
    this.#commitWithDeliveries(changed, [{ type: 'message', message: changed }]);
    this.#onChanged('message:updated', changed);
  }

  /** Raises the message's update time; the same reaction of the same person twice changes nothing. */
  react(input: Omit<PracticeReaction, 'at'>): void {
    const { messageId, userId, reaction } = input;
    const entries: PracticeEntry[] = [
      { type: 'reaction', reaction: { ...input, at: this.#clock.now() } },
    ];
    const message = this.#state.message(messageId);
    const isKnown = message?.reactions.some((r) => r.userId === userId && r.reaction === reaction);
    if (message && isKnown === false) {
      const reactions = [...message.reactions, { userId, reaction }];
      entries.push({ type: 'message', message: this.#touched({ ...message, reactions }) });
    }
    this.#state.commit(entries);
    const changed = this.#state.message(messageId);
    if (changed && isKnown === false) this.#onChanged('message:updated', changed);
  }

  /** Files and links of a message have changed. Sockets, feed and reads tell of it; no webhook event does. */
  attach(
    message: PracticeMessage,
    attachments: readonly PracticeAttachment[],
    records: readonly PracticeEntry[] = [],
  ): void {
    const changed = this.#touched({ ...message, attachments: [...attachments] });
    this.#state.commit([...records, { type: 'message', message: changed }]);
    this.#onChanged('message:updated', changed);
  }

  /** The sender took the message back; its words never come. Only the feed and reads tell of it. */
  remove(id: string): void {
    const message = this.#state.message(id);
    if (!message || message.status === 'deleted') return;
    const removed = this.#touched({ ...message, status: 'deleted' });
    this.#state.commit([{ type: 'message', message: removed }]);
    this.#onChanged('message:updated', removed);
  }

  #newMessage(input: NewMessage): PracticeMessage {
    const { rootId, speech, attachments, taggedUserIds, forwardOf = null, ...given } = input;
    const { at, seq } = this.#state.nextUpdate(this.#clock.now());
    const id = randomUUID();
    const delayMs = speech ? speech.transcriptDelayMs : 0;
    return {
      ...given,
      id,
      attachments: [...attachments],
      taggedUserIds: [...taggedUserIds],
      status: 'active',
      threadId: rootId ?? id,
      sequence: this.#state.messagesIn(input.conversationId).length + 1,
      createdAt: at,
      updatedAt: at,
      createdSeq: seq,
      updatedSeq: seq,
      transcribed: delayMs === 0,
      transcriptDueAt: delayMs === null ? null : at + delayMs,
      blankTranscript: speech?.blankTranscript ?? false,
      shape: speech?.shape ?? 'current',
      reactions: [],
      replyCount: 0,
      forwardOf,
    };
  }

  #touched(message: PracticeMessage): PracticeMessage {
    const { at, seq } = this.#state.nextUpdate(this.#clock.now());
    return { ...message, updatedAt: at, updatedSeq: seq };
  }

  #sendRecord(message: PracticeMessage, send: SendRequest, repeated: boolean): PracticeSend {
    return {
      ...send,
      audio: send.audio ?? null,
      attachments: message.attachments.map(({ id, type, url }) => ({ id, type, url })),
      at: this.#clock.now(),
      messageId: message.id,
      conversationId: message.conversationId,
      text: message.words,
      threadId: message.threadId,
      idempotencyKey: message.idempotencyKey ?? '',
      repeated,
    };
  }

  #commitWithDeliveries(message: PracticeMessage, entries: readonly PracticeEntry[]): void {
    const deliveries = this.#deliveriesOf(message);
    this.#state.commit([...entries, ...deliveries]);
    if (deliveries.length > 0) this.#onQueued();
  }

  #deliveriesOf(message: PracticeMessage): readonly PracticeEntry[] {
    const { account, subscriptions } = this.#state;
    const shape = this.#faults.isOn('guide-shape') ? 'guide' : message.shape;
    const withoutGuids = this.#faults.isOn('without-guids');
    return subscriptions
      .filter((subscription) => isWanted(message, subscription, account))
      .map((subscription) => ({
        type: 'delivery-queued' as const,
        delivery: {
          id: randomUUID(),
          subscriptionId: subscription.id,
          messageId: message.id,
          queuedAt: this.#clock.now(),
          body: webhookBody(message, account, { shape, withoutGuids }),
        },
      }));
  }
}
