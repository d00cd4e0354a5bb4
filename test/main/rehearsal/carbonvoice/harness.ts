import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { silentLogger } from '../../../../main/base/log.ts';
import type {
  PracticeCarbonVoice,
  PracticeCarbonVoiceOptions,
} from '../../../../main/rehearsal/practice-carbon-voice.ts';
import { openPracticeCarbonVoice } from '../../../../main/rehearsal/practice-carbon-voice.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

/** Any JSON object, read member by member. */
export type Json = { readonly [member: string]: unknown };

/** A fake clock that tells when a timer of a given length is set. */
export class WatchedClock extends FakeClock {
  readonly #waiting: { readonly delayMs: number; readonly resolve: () => void }[] = [];

  override schedule(delayMs: number, action: () => void): () => void {
    const cancel = super.schedule(delayMs, action);
    for (const waiting of this.#waiting) if (waiting.delayMs === delayMs) waiting.resolve();
    return cancel;
  }

  whenScheduled(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.#waiting.push({ delayMs, resolve }));
  }
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'practice-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export type Practice = {
  readonly clock: WatchedClock;
  readonly service: PracticeCarbonVoice;
  readonly dataDir: string;
  readonly options: PracticeCarbonVoiceOptions;
};

/** A service of its own, closed when the test ends; its time stands still unless another clock is given. */
export async function openPractice(
  given: Partial<PracticeCarbonVoiceOptions> = {},
): Promise<Practice> {
  const clock = new WatchedClock();
  const dataDir = given.dataDir ?? (await temporaryFolder());
  const options = { dataDir, clock, log: silentLogger, ...given };
  const service = await openPracticeCarbonVoice(options, new AbortController().signal);
  onTestFinished(() => service.close());
  return { clock, service, dataDir, options };
}

export type Answer = { readonly status: number; readonly body: Json; readonly headers: Headers };

/** One request as a client with the right token makes it; `path` begins with a slash. */
export async function request(
  { url, pat }: PracticeCarbonVoice,
  ...[method, path, body]: readonly [method: string, path: string, body?: unknown]
): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'error',
    headers: {
      authorization: `Bearer ${pat}`,
      connection: 'close',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await bodyOf(response), headers: response.headers };
}

async function bodyOf(response: Response): Promise<Json> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return isJson ? (JSON.parse(text) as Json) : { text };
}

export type Delivery = { readonly at: number; readonly text: string; readonly body: Json };

export type Webhook = {
  readonly url: string;
  readonly received: readonly Delivery[];
  /** Statuses of the next answers, in order; 204 when there is none left. */
  readonly answers: number[];
  /** Resolves with the delivery of this index once it has come. */
  delivery(index: number): Promise<Delivery>;
};

/** A real endpoint on loopback; `port` to come back at an address that was used before. */
export async function openWebhook(port = 0): Promise<Webhook & { close(): Promise<void> }> {
  const received: Delivery[] = [];
  const answers: number[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      response.writeHead(answers.shift() ?? 204, { connection: 'close' }).end();
      received.push({ at: Date.now(), text, body: JSON.parse(text) });
      for (const wake of waiting.splice(0)) wake();
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  onTestFinished(close);
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}/hooks/carbonvoice/secret`,
    received,
    answers,
    close,
    delivery: async (index) => {
      for (;;) {
        const found = received[index];
        if (found) return found;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}

/** Subscribes the endpoint to messages posted by others than the agent. */
export async function subscribe(
  service: PracticeCarbonVoice,
  url: string,
  filters: readonly unknown[] = [{ key: 'creator_id', operator: 'ne', value: service.agentId }],
): Promise<Json> {
  const { status, body } = await request(service, 'POST', '/apps/subscribe', {
    webhookURL: url,
    subscriptions: ['message.posted.to.channel'],
    subscription_filters: filters,
  });
  if (status !== 200) throw new Error(`subscribing was answered ${status}`);
  return body;
}

/** The message of a delivery in the current shape. */
export function resourceOf(delivery: Delivery): Json {
  const data = delivery.body['data'] as Json;
  return data['resource'] as Json;
}

/** A new send of the agent into the direct conversation. */
export function sendBody(service: PracticeCarbonVoice, more: Json = {}): Json {
  return {
    conversation_id: service.directConversationId,
    transcript: 'Done.',
    idempotency_key: crypto.randomUUID(),
    ...more,
  };
}
