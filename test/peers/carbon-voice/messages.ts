import { randomUUID } from 'node:crypto';
import { toCurrentAttachment, toOldAttachment } from './attachments.ts';
import type { StoredAttachment } from './attachments.ts';

export type MessageKind = 'audio' | 'text' | 'attachment';
/** Sound as it was sent. */
export type StoredAudio = { readonly fileName: string; readonly bytes: Buffer };

/** One message as the service keeps it. Instants are epoch milliseconds. */
export type StoredMessage = {
  readonly id: string;
  readonly conversationId: string;
  readonly creatorId: string;
  /** Root of its thread; its own id at the top level. */
  readonly threadId: string;
  readonly kind: MessageKind;
  readonly createdAt: number;
  readonly idempotencyKey: string | null;
  /** Of what it forwards; null when it forwards nothing. */
  readonly shareLinkId: string | null;
  /** Carbon Voice: told together with the words, not before. */
  taggedIds: readonly string[];
  /** Missing in the feed, as if it had never been read: only a delivery tells of it. */
  readonly unlisted: boolean;
  /** One of each kind for each person. */
  readonly reactions: Map<string, { readonly userId: string; readonly reaction: string }>;
  readonly attachments: StoredAttachment[];
  /** Of what was sent as sound; null for everything else. */
  readonly audio: StoredAudio | null;
  status: string;
  transcript: string;
  updatedAt: number;
};

export type NewMessage = {
  readonly text: string;
  readonly from: string;
  readonly conversationId: string;
  /** Any message of the same conversation; the service files the reply under its thread's root. */
  readonly replyTo?: string | null | undefined;
  readonly kind?: MessageKind;
  readonly idempotencyKey?: string | null;
  readonly tags?: readonly string[];
  readonly shareLinkId?: string;
  readonly status?: string;
  readonly unlisted?: boolean;
  readonly attachments?: readonly StoredAttachment[];
  readonly audio?: StoredAudio;
  /** Epoch ms; in a test of a backlog earlier than it is told. */
  readonly createdAt?: number;
};

/** Carbon Voice: a first dated page of the feed starts about 4 s early; a resumed one may repeat as much. */
const earlyMs = 4000;

/** Everything that was said, by id and in the order of its last change. */
export class MessageShelf {
  readonly #byId = new Map<string, StoredMessage>();
  #lastInstant = 0;

  get all(): readonly StoredMessage[] {
    return [...this.#byId.values()];
  }

  get(id: string): StoredMessage | undefined {
    return this.#byId.get(id);
  }

  /** Null when the target of a reply is unknown or in another conversation: the service says 400. */
  add(message: NewMessage): StoredMessage | null {
    const { conversationId, replyTo = null } = message;
    const parent = replyTo === null ? null : this.#byId.get(replyTo);
    if (parent === undefined) return null;
    if (parent !== null && parent.conversationId !== conversationId) return null;
    const id = randomUUID();
    const at = this.#instant();
    const threadId = parent?.threadId ?? id;
    const stored = toStored(message, { id, threadId, at });
    this.#byId.set(id, stored);
    if (parent) this.touch(parent.threadId);
    return stored;
  }

  /** Carbon Voice: a reply or a reaction raises the parent's update time. */
  touch(id: string): void {
    const message = this.#byId.get(id);
    if (message) message.updatedAt = this.#instant();
  }

  /** What changed since an instant, or after the place of a cursor; oldest change first. */
  changes(from: { readonly date: number } | { readonly cursor: string }): StoredMessage[] {
    const listed = this.all.filter(({ unlisted }) => !unlisted);
    const rows = listed.toSorted((a, b) => a.updatedAt - b.updatedAt);
    if ('date' in from) return rows.filter(({ updatedAt }) => updatedAt >= from.date - earlyMs);
    const [kind, at] = Buffer.from(from.cursor, 'base64url').toString().split(' ');
    const after = Number(at) - (kind === 'resume' ? earlyMs : 0);
    return rows.filter(({ updatedAt }) => updatedAt > after);
  }

  /** No two changes at the same instant, so that a cursor is exact. */
  #instant(): number {
    this.#lastInstant = Math.max(Date.now(), this.#lastInstant + 1);
    return this.#lastInstant;
  }
}

function toStored(
  message: NewMessage,
  place: { readonly id: string; readonly threadId: string; readonly at: number },
): StoredMessage {
  const { text, from, conversationId, kind = 'audio', tags = [], status = 'active' } = message;
  const { createdAt = place.at, shareLinkId = null, idempotencyKey = null } = message;
  const { attachments = [], audio = null, unlisted = false } = message;
  return {
    ...{ id: place.id, threadId: place.threadId, conversationId, creatorId: from, kind, createdAt },
    reactions: new Map(),
    ...{ idempotencyKey, shareLinkId, taggedIds: tags, status, transcript: text, audio },
    attachments: [...attachments],
    unlisted,
    updatedAt: place.at,
  };
}

/** A cursor in the midst is exact; one at the end gives the last seconds again. */
export function cursorAfter({ updatedAt }: StoredMessage, isEnd: boolean): string {
  return Buffer.from(`${isEnd ? 'resume' : 'page'} ${updatedAt}`).toString('base64url');
}

/** Carbon Voice: emojis and the older ids of reactions are told apart. */
function summaryOf({ reactions }: StoredMessage): unknown {
  const all = [...reactions.values()];
  return {
    reaction_counts: Object.fromEntries(all.map(({ reaction }) => [reaction, 1])),
    top_user_reactions: all
      .filter(({ reaction }) => /^[a-z]+$/u.test(reaction))
      .map(({ userId, reaction }) => ({ user_id: userId, reaction_id: reaction })),
    top_user_emojis: all
      .filter(({ reaction }) => !/^[a-z]+$/u.test(reaction))
      .map(({ userId, reaction }) => ({ reaction, count: 1, user_ids: [userId] })),
  };
}

/** A message of the v6 routes: null members are left out, the sender's key is not told. */
export function toV6(message: StoredMessage): unknown {
  const { id, kind, conversationId, creatorId, threadId, transcript, shareLinkId } = message;
  return {
    id,
    type: 'channel',
    kind,
    created_at: new Date(message.createdAt).toISOString(),
    updated_at: new Date(message.updatedAt).toISOString(),
    conversation_id: conversationId,
    workspace_id: 'workspace-1',
    creator_id: creatorId,
    status: message.status,
    thread_id: threadId,
    link: `https://carbonvoice.example/m/${id}`,
    ...(shareLinkId === null ? {} : { share_link_id: shareLinkId }),
    attachments: message.attachments.map(toCurrentAttachment),
    tagged_user_ids: transcript === '' ? [] : message.taggedIds,
    reaction_summary: summaryOf(message),
    content: {
      ...(transcript === '' ? {} : { transcript, language: 'english' }),
      time_codes: [],
      is_original_language: true,
      duration_ms: 4210,
    },
  };
}

/** The answer of the v5 send: the created message without an envelope. */
export function toV5(message: StoredMessage): unknown {
  const { id, kind, conversationId, creatorId, threadId, transcript, idempotencyKey } = message;
  return {
    id,
    type: 'channel',
    kind,
    created_at: new Date(message.createdAt).toISOString(),
    updated_at: new Date(message.updatedAt).toISOString(),
    conversation_id: conversationId,
    workspace_id: 'workspace-1',
    creator_id: creatorId,
    status: message.status,
    parent_message_id: threadId === id ? null : threadId,
    idempotency_key: idempotencyKey,
    attachments: message.attachments.map(toCurrentAttachment),
    language: 'english',
    transcript: transcript === '' ? null : transcript,
  };
}

/** A row of the older list: no kind and no key; what was spoken has its words in the time codes, and no value. */
export function toV3Row(message: StoredMessage): unknown {
  const { id, conversationId, creatorId, threadId, kind, transcript, shareLinkId } = message;
  const isText = kind === 'text';
  const timecodes = transcript
    .split(' ')
    .map((t, index) => ({ t, s: index * 300, e: index * 300 }));
  const spoken = { type: 'transcript_with_timecode', value: '', timecodes };
  const words = isText ? { type: 'transcript', value: transcript } : spoken;
  return {
    ...{ message_id: id, creator_id: creatorId, channel_ids: [conversationId] },
    parent_message_id: threadId === id ? null : threadId,
    created_at: new Date(message.createdAt).toISOString(),
    last_updated_at: new Date(message.updatedAt).toISOString(),
    ...{ status: message.status, deleted_at: null, workspace_ids: ['workspace-1'] },
    ...{ is_text_message: isText, share_link_id: shareLinkId },
    text_models: [{ type: 'summary', value: 'In short.' }, ...(transcript === '' ? [] : [words])],
    audio_models: kind === 'audio' ? [{ _id: `sound-${id}`, extension: 'mp3' }] : [],
    attachments: message.attachments.map((one) => toOldAttachment(one, '_id')),
    tagged_user_ids: transcript === '' ? [] : message.taggedIds,
    reaction_summary: summaryOf(message),
  };
}

/** The answer of the old send. */
export function toV3(message: StoredMessage): unknown {
  const { id, conversationId, creatorId, threadId } = message;
  return {
    ...{ message_id: id, creator_id: creatorId, channel_ids: [conversationId] },
    parent_message_id: threadId === id ? null : threadId,
    created_at: new Date(message.createdAt).toISOString(),
  };
}

/** A message of the simplified routes. */
export function toSimplified(message: StoredMessage): unknown {
  const { id, conversationId, creatorId, transcript } = message;
  return {
    ...{ id, creator_id: creatorId, conversation_id: conversationId, workspace_id: 'workspace-1' },
    created_at: new Date(message.createdAt).toISOString(),
    last_updated_at: new Date(message.updatedAt).toISOString(),
    ...{ duration_ms: 0, transcript, reply_count: 0, status: message.status, type: 'channel' },
    attachments: message.attachments.map((one) => toOldAttachment(one, 'id')),
  };
}
