import { NetworkError, RefusedError, RemoteError } from '../../shared/errors.ts';
import type { Attachment } from '../thread/attachment-ports.ts';
import type { Outbound, Recipient, Sent } from '../thread/outbox-ports.ts';
import { matchAttachments } from './attachment-match.ts';
import type { CarbonVoiceClient } from './client.ts';
import { linkOf, toNew } from './files.ts';
import type { CarbonVoiceFiles } from './files.ts';
import { namesOf } from './sending-wire.ts';
import type { Sent as RemoteSent } from './sending-wire.ts';
import type { RemoteMessage } from './wire.ts';

export type OutgoingDeps = {
  readonly client: Pick<CarbonVoiceClient, 'sending' | 'updates'>;
  readonly files: CarbonVoiceFiles;
};

/** The feed starts early by itself; this covers clocks that differ. */
const lookBackMs = 60_000;
const maxPages = 50;

/** What leaves by Carbon Voice, and how it is found there again. */
export class Outgoing {
  readonly #deps: OutgoingDeps;

  constructor(deps: OutgoingDeps) {
    this.#deps = deps;
  }

  /** What has to be at the service before the message. May be repeated until that is sent. Throws AppError. */
  async prepare(outbound: Outbound, signal: AbortSignal): Promise<void> {
    const along = await this.#deps.files.of(outbound);
    if (outbound.conversationId === null && along.some(isNote)) {
      throw new RefusedError(
        'LETTER_NOTE',
        'A recorded note needs a conversation that is there already.',
        'Send some words along: they open one.',
      );
    }
    await this.#deps.files.bringUp(outbound, signal);
  }

  /** Sends once. Throws AppError; NetworkError tells whether it may have arrived. */
  async send(outbound: Outbound, signal: AbortSignal): Promise<Sent> {
    const along = await this.#deps.files.of(outbound);
    const sent = await this.#post(outbound, along, signal);
    await this.#deps.files.noteSent(along, sent);
    const isNew = outbound.conversationId === null;
    return { remoteId: sent.id, conversationId: isNew ? sent.conversationId : null };
  }

  /** `agentId` is our own; `taken` are messages that are known to be others. Null when it is not there. */
  async findSent(
    outbound: Outbound,
    { agentId, taken }: { readonly agentId: string; readonly taken: ReadonlySet<string> },
    signal: AbortSignal,
  ): Promise<Sent | null> {
    const along = await this.#deps.files.of(outbound);
    const search = {
      since: outbound.createdAt - lookBackMs,
      isIt: (message: RemoteMessage): boolean =>
        !taken.has(message.id) && isOurs(message, { outbound, along, agentId }),
    };
    // What was said elsewhere would only be in the way: in a busy hour the feed is long.
    const { conversationId } = outbound;
    if (conversationId === null) return this.#search(search, signal);
    try {
      return await this.#search({ ...search, conversationId }, signal);
    } catch (error) {
      // A conversation that is not shown (any more) does not tell whether the reply is out.
      if (!(error instanceof RemoteError) || error.retryable) throw error;
      return this.#search(search, signal);
    }
  }

  async #search(
    { since, conversationId, isIt }: Search,
    signal: AbortSignal,
  ): Promise<Sent | null> {
    const { client } = this.#deps;
    let page = await client.updates({ since, conversationId }, signal);
    for (let pages = 1; ; pages += 1) {
      const found = page.messages.find(isIt);
      if (found) return { remoteId: found.id, conversationId: found.conversationId };
      if (!page.hasMore || page.nextCursor === null) return null;
      // Not having read all of it is not the same as its not being there.
      if (pages >= maxPages)
        throw new NetworkError('CARBONVOICE_FEED_LONG', 'The feed is too long.');
      page = await client.updates({ cursor: page.nextCursor, conversationId }, signal);
    }
  }

  async #post(
    outbound: Outbound,
    along: readonly Attachment[],
    signal: AbortSignal,
  ): Promise<RemoteSent> {
    const { sending } = this.#deps.client;
    const { conversationId, recipient, idempotencyKey, replyTo, text } = outbound;
    const attachments = along.map(toNew);
    if (conversationId === null) {
      const links = along.filter(({ kind }) => kind === 'link').map(linkOf);
      const words = text === '' ? namesOf(attachments) : text;
      return sending.sendDirect({ ...peopleOf(recipient), text: words, links }, signal);
    }
    const place = { conversationId, idempotencyKey, replyTo };
    const note = along.find(isNote);
    if (note) {
      const audio = await this.#deps.files.sound(note);
      return sending.sendAudio({ ...place, audio, fileName: note.name }, signal);
    }
    if (text === '') return sending.sendAttachments({ ...place, attachments }, signal);
    return sending.sendText({ ...place, text, attachments }, signal);
  }
}

function isNote({ kind }: Attachment): boolean {
  return kind === 'audio';
}

function peopleOf(recipient: Recipient | null) {
  const [kind, ...rest] = (recipient ?? '').split(':');
  const who = rest.join(':');
  return kind === 'email' ? { emails: [who] } : { userIds: [who] };
}

type Search = {
  /** Epoch ms. */
  readonly since: number;
  /** Undefined: everywhere. */
  readonly conversationId?: string;
  readonly isIt: (message: RemoteMessage) => boolean;
};

type Ours = {
  readonly outbound: Outbound;
  readonly along: readonly Attachment[];
  readonly agentId: string;
};

/** By the key where the service tells it, else by everything that makes our message this one. */
function isOurs(message: RemoteMessage, { outbound, along, agentId }: Ours): boolean {
  if (message.idempotencyKey !== null) return message.idempotencyKey === outbound.idempotencyKey;
  return (
    message.creatorId === agentId &&
    (outbound.conversationId === null || message.conversationId === outbound.conversationId) &&
    (message.createdAt ?? Infinity) >= outbound.createdAt - lookBackMs &&
    (outbound.replyTo === null || message.parentId === outbound.replyTo) &&
    saysTheSame(message, outbound.text.trim(), along)
  );
}

function saysTheSame(message: RemoteMessage, text: string, along: readonly Attachment[]): boolean {
  if (text !== '') return message.text === text;
  // What was said in it, the service writes down later.
  if (along.some(isNote)) return message.kind === 'audio';
  if (message.text !== '') return message.text === namesOf(along.map(toNew));
  return matchAttachments(along, message.attachments).size === along.length;
}
