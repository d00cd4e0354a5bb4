import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DeliveryShape } from './deliveries.ts';
import { toDelivery } from './deliveries.ts';
import { Journal } from './journal.ts';
import type { Call, CallListener } from './journal.ts';
import { MessageShelf } from './messages.ts';
import type { NewMessage, StoredMessage } from './messages.ts';
import { broken, unavailable } from './answers.ts';
import type { Answer } from './answers.ts';
import type { StoredAttachment } from './attachments.ts';
import { Faults } from './faults.ts';
import type { StepFault } from './faults.ts';
import { route } from './routes.ts';
import type { FeedFault } from './routes.ts';
import { Sockets } from './sockets.ts';
import { Storage } from './storage.ts';

export type DoubleOptions = {
  /** Accepted personal access tokens. */
  readonly tokens?: readonly string[];
  /** The agent account's creator; null for an account that names none. */
  readonly ownerId?: string | null;
};

/**
 * An independent stand-in for the Carbon Voice API, written from the collected facts about the service. A repeated
 * idempotency key makes a second message: what the service does with one is unknown, and the worse case is the test.
 */
export class CarbonVoiceDouble {
  readonly agentId = 'agent-user';
  readonly ownerId: string | null;
  readonly tokens: Set<string>;
  readonly shelf = new MessageShelf();
  readonly journal = new Journal();
  readonly faults = new Faults();
  readonly storage = new Storage(() => this.url);
  /** Conversations that were opened by writing to somebody, with the people in them. */
  readonly directs = new Map<string, readonly string[]>();
  feedFault: FeedFault = 'none';
  /** How long the feed takes to answer, in milliseconds. */
  feedDelayMs = 0;
  /** Of conversations with others than the owner and the agent. */
  readonly people = new Map<string, readonly string[]>();
  /** Of people, by their id. */
  readonly names = new Map<string, string>();
  /** Routes that this build of the service does not have, by the beginning of method and path. */
  readonly lacks = new Set<string>();
  /** What share links show, by their id. */
  readonly shared = new Map<string, StoredMessage>();
  readonly sockets = new Sockets((token) => this.tokens.has(token));
  /** The shape of the posts to subscribers; null posts nothing by itself. */
  shape: DeliveryShape | null = null;
  /** May answer in place of the routes, or have their answer lost. */
  disturb: (call: Call) => Answer | 'answer-lost' | null = () => null;
  readonly #listeners = new Set<CallListener>();
  #server: Server | null = null;
  #port = 0;

  constructor({ tokens = ['cv_pat_right'], ownerId = 'owner-user' }: DoubleOptions = {}) {
    this.tokens = new Set(tokens);
    this.ownerId = ownerId;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What goes wrong with every message that is sent. */
  set sendFault(fault: StepFault) {
    this.faults.set('send', fault);
  }

  /** The agent's own messages, in the order in which they came. */
  get sends(): readonly StoredMessage[] {
    return this.shelf.all.filter(({ creatorId }) => creatorId === this.agentId);
  }

  /** Replies that stand in the thread of a message. */
  repliesTo({ threadId }: Pick<StoredMessage, 'threadId'>): readonly StoredMessage[] {
    return this.sends.filter((sent) => sent.threadId === threadId);
  }

  /** Hears of each request; returns the removal of the listener. */
  onCall(listener: CallListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Listens, after `stop` on the same port as before. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#serve(request, response));
    this.sockets.attach(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', () => resolve());
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Refuses connections; those that are open are cut. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    await this.sockets.detach();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  /** As a build of an older time, or as one of today. */
  becomeOld(isOld: boolean): void {
    for (const start of ['GET /v6/', 'POST /v6/', 'POST /v5/', 'POST /reactions/message/']) {
      if (isOld) this.lacks.add(start);
      else this.lacks.delete(start);
    }
  }

  /** A person says something. An empty text is a transcript that is still to come. */
  say(message: Omit<NewMessage, 'from'> & { readonly from?: string }): StoredMessage {
    const stored = this.shelf.add({ from: this.ownerId ?? 'nobody', ...message });
    if (!stored) throw new Error('a reply to a message that is not of this conversation');
    void this.#tellSubscribers(stored);
    this.sockets.tell('message:created', stored);
    return stored;
  }

  /** Sent before the app ran or while it slept: nothing rings, and it was said that long ago. */
  saidEarlier(message: Omit<NewMessage, 'from'> & { readonly from?: string }): StoredMessage {
    const stored = this.shelf.add({ from: this.ownerId ?? 'nobody', ...message });
    if (!stored) throw new Error('a reply to a message that is not of this conversation');
    return stored;
  }

  /** A file that somebody has put there, to be said together with a message. */
  file(fileName: string, mimeType: string, bytes: Buffer): StoredAttachment {
    const link = `${this.url}/storage/theirs-${randomUUID()}/${encodeURIComponent(fileName)}`;
    this.storage.files.set(link, { mimeType, bytes });
    return {
      ...{ id: randomUUID(), type: 'file', link, fileName, mimeType, bytes: bytes.length },
      ...{ status: 'Uploaded', percent: 100 },
    };
  }

  /** The transcript arrives; subscribers are told again. */
  transcribe(message: StoredMessage, text: string): void {
    message.transcript = text;
    this.shelf.touch(message.id);
    void this.#tellSubscribers(message);
    this.sockets.tell('message:updated', message);
  }

  /** Tags land after the words; subscribers are told again. */
  tag(message: StoredMessage, userIds: readonly string[]): void {
    message.taggedIds = userIds;
    this.transcribe(message, message.transcript);
  }

  /** A person taps a reaction, by default the owner. Subscribers are told of no such thing. */
  react(message: StoredMessage, reaction: string, userId = this.ownerId ?? 'nobody'): void {
    message.reactions.set(`${userId} ${reaction}`, { userId, reaction });
    this.shelf.touch(message.id);
    this.sockets.tell('message:updated', message);
  }

  /** Posts one delivery and returns the status of the answer. */
  async deliver(url: string, message: StoredMessage, shape: DeliveryShape): Promise<number> {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(toDelivery(message, shape)),
    });
    await answer.arrayBuffer();
    return answer.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #tellSubscribers(message: StoredMessage): Promise<void> {
    const { shape } = this;
    if (shape === null) return;
    const wanted = [...this.journal.subscriptions.values()].filter(({ filters }) =>
      filters.every(({ key, operator, value }) =>
        key === 'creator_id' && operator === 'ne' ? message.creatorId !== value : true,
      ),
    );
    // A receiver that is away is what some tests are for; the service would queue it.
    await Promise.allSettled(wanted.map(({ url }) => this.deliver(url, message, shape)));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await toCall(request).catch(() => null);
    if (!call) return void request.socket.destroy();
    this.journal.calls.push(call);
    this.#tell(call, 'arrived');
    const fault = this.faults.take(call);
    if (fault === 'hang') return;
    const spoiled = fault === 'refused' ? broken : this.disturb(call);
    const isLost = fault === 'answer-lost' || spoiled === 'answer-lost';
    const isKept = spoiled === null || spoiled === 'answer-lost';
    const answer = isKept ? await this.#answer(call) : spoiled;
    this.#tell(call, 'kept');
    if (call.path === '/v6/messages/updates' && this.feedDelayMs > 0) await this.#feedDelay();
    if (isLost) return void request.socket.destroy();
    write(fault === 'kept-503' ? unavailable : answer, response);
  }

  #answer(call: Call): Answer | Promise<Answer> {
    // Another server in reality, which knows nothing of tokens.
    if (call.path.startsWith('/storage/')) return this.storage.answer(call);
    const allowed = this.tokens.has((call.authorization ?? '').replace(/^Bearer /, ''));
    if (!allowed) return { status: 401, body: { message: 'Unauthorized' } };
    return route(call, this.#parts());
  }

  #feedDelay(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.feedDelayMs));
  }

  #parts() {
    return {
      agentId: this.agentId,
      ownerId: this.ownerId,
      shelf: this.shelf,
      journal: this.journal,
      people: this.people,
      lacks: this.lacks,
      names: this.names,
      shared: this.shared,
      storage: this.storage,
      directs: this.directs,
      feedFault: () => this.feedFault,
      onSent: (message: StoredMessage) => {
        void this.#tellSubscribers(message);
        this.sockets.tell('message:created', message);
      },
    };
  }

  #tell(call: Call, phase: 'arrived' | 'kept'): void {
    for (const listener of this.#listeners) listener(call, phase);
  }
}

/** A double that listens on loopback. */
export async function startCarbonVoice(options: DoubleOptions = {}): Promise<CarbonVoiceDouble> {
  const double = new CarbonVoiceDouble(options);
  await double.start();
  return double;
}

function write({ status, body, text, bytes, headers }: Answer, response: ServerResponse): void {
  const isJson = text === undefined && bytes === undefined;
  const type = isJson ? 'application/json' : 'application/octet-stream';
  const json = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, { 'content-type': type, ...headers }).end(bytes ?? text ?? json);
}

async function toCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = await request.toArray();
  const raw = Buffer.concat(chunks);
  const { method = '', url: path = '/', headers } = request;
  const url = new URL(path, 'http://double');
  const contentType = headers['content-type'] ?? null;
  const isJson = contentType === 'application/json' && !url.pathname.startsWith('/storage/');
  const body: unknown = isJson && raw.length > 0 ? JSON.parse(raw.toString('utf8')) : {};
  return {
    ...{ method, path: url.pathname, query: url.searchParams, contentType, raw },
    authorization: headers.authorization ?? null,
    body: body as Record<string, unknown>,
  };
}
