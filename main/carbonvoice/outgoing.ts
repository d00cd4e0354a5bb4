import { NetworkError, RefusedError, RemoteError } from '../../shared/errors.ts';
import { folded } from '../base/clean-text.ts';
import type { Clock } from '../base/clock.ts';
import type { Attachment } from '../thread/attachment-ports.ts';
import type { Outbound, Recipient, Sent } from '../thread/outbox-ports.ts';
import { matchAttachments } from './attachment-match.ts';
import type { CarbonVoiceClient } from './client.ts';
import { linkOf, toNew } from './files.ts';
import type { CarbonVoiceFiles } from './files.ts';
import { transcriptLimitMs } from './judge.ts';
import type { FeedClient } from './reading-client.ts';
import { namesOf } from './sending-wire.ts';
import type { Sent as RemoteSent } from './sending-wire.ts';
import type { RemoteMessage } from './wire.ts';

export type OutgoingDeps = {
  readonly client: FeedClient & Pick<CarbonVoiceClient, 'sending' | 'time'>;
  readonly files: CarbonVoiceFiles;
  readonly clock: Clock;
};

/**
 * What was written by a clock that was wrong is still found. Wide, because a miss sends it twice, while others are told
 * apart by what they say and by being known.
 */
const lookBackMs = 3_600_000;
/** For a service that does not tell its time, so that nobody knows how far the clocks differ. */
const blindLookBackMs = 24 * 3_600_000;
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
    const { clock, client } = this.#deps;
    const [since, now] = [this.#earliest(outbound), client.time.of(clock.now())];
    const search = {
      since,
      match: (message: RemoteMessage): Match =>
        taken.has(message.id)
          ? 'other'
          : matchOurs(message, { outbound, along, agentId, since, now }),
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

  /** When it may have been sent at the earliest, by the service's clock, epoch ms. */
  #earliest({ createdAt }: Outbound): number {
    const { clock, client } = this.#deps;
    const { time } = client;
    // A clock that has been set back since must not skip it.
    const writtenAt = time.of(Math.min(createdAt, clock.now()));
    return writtenAt - (time.isKnown ? lookBackMs : blindLookBackMs);
  }

  async #search(
    { since, conversationId, match }: Search,
    signal: AbortSignal,
  ): Promise<Sent | null> {
    const { client } = this.#deps;
    let page = await client.reading.updates({ since, conversationId }, signal);
    let isUnclear = false;
    for (let pages = 1; ; pages += 1) {
      const found = page.messages.find((message) => match(message) === 'ours');
      if (found) return { remoteId: found.id, conversationId: found.conversationId };
      isUnclear ||= page.messages.some((message) => match(message) === 'unclear');
      const { nextCursor: cursor, onward } = page;
      if (!page.hasMore || (cursor === null && onward === null)) break;
      // Not having read all of it is not the same as its not being there.
      if (pages >= maxPages)
        throw new NetworkError('CARBONVOICE_FEED_LONG', 'The feed is too long.');
      page = await client.reading.updates({ since, cursor, onward, conversationId }, signal);
    }
    if (!isUnclear) return null;
    const told = 'A message that may be this one is there, without its words so far.';
    throw new NetworkError('CARBONVOICE_UNCLEAR', told);
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
  readonly match: (message: RemoteMessage) => Match;
};

type Ours = {
  readonly outbound: Outbound;
  readonly along: readonly Attachment[];
  readonly agentId: string;
  /** Epoch ms, by the service's clock. */
  readonly since: number;
  readonly now: number;
};

/** `unclear`: it may be the one, but what it says is not told yet. */
type Match = 'ours' | 'other' | 'unclear';

/** By the key where the service tells it, else by everything that makes our message this one. */
function matchOurs(message: RemoteMessage, ours: Ours): Match {
  const { outbound, along, agentId, now } = ours;
  if (message.idempotencyKey !== null) {
    return message.idempotencyKey === outbound.idempotencyKey ? 'ours' : 'other';
  }
  if (message.creatorId !== agentId || !isInPlace(message, ours)) return 'other';
  if (saysTheSame(message, outbound.text, along)) return 'ours';
  return outbound.text.trim() !== '' && isToHaveWords(message, now) ? 'unclear' : 'other';
}

function isInPlace(message: RemoteMessage, { outbound, since }: Ours): boolean {
  return (
    (outbound.conversationId === null || message.conversationId === outbound.conversationId) &&
    (message.createdAt ?? Infinity) >= since &&
    (outbound.replyTo === null || message.parentId === outbound.replyTo)
  );
}

/** Carbon Voice: a message is there before its words are; spoken ones get them within 5 minutes or never. */
function isToHaveWords({ text, kind, createdAt }: RemoteMessage, now: number): boolean {
  if (text !== '' || kind === 'attachment') return false;
  return kind !== 'audio' || now - (createdAt ?? now) < transcriptLimitMs;
}

/** The service may keep white space its own way, as where words are put together again from their parts. */
function saysTheSame(message: RemoteMessage, text: string, along: readonly Attachment[]): boolean {
  if (text.trim() !== '') return folded(message.text) === folded(text);
  // What was said in it, the service writes down later.
  if (along.some(isNote)) return message.kind === 'audio';
  if (message.text !== '') return folded(message.text) === folded(namesOf(along.map(toNew)));
  return matchAttachments(along, message.attachments).size === along.length;
}
