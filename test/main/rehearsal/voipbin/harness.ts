import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { silentLogger } from '../../../../main/base/log.ts';
import type {
  PracticeVoipBin,
  PracticeVoipBinOptions,
} from '../../../../main/rehearsal/practice-voip-bin.ts';
import { openPracticeVoipBin } from '../../../../main/rehearsal/practice-voip-bin.ts';
import type { CallerScript } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

/** Any JSON object, read member by member. */
export type Json = { readonly [member: string]: unknown };

export type Practice = { readonly clock: FakeClock; readonly service: PracticeVoipBin };

/** A service whose time stands still, closed when the test ends; ten characters take a second. */
export async function openPractice(given: Partial<PracticeVoipBinOptions> = {}): Promise<Practice> {
  const clock = new FakeClock();
  const options = { clock, log: silentLogger, setupMs: 0, speechRate: 10, ...given };
  const service = await openPracticeVoipBin(options, new AbortController().signal);
  onTestFinished(() => service.close());
  return { clock, service };
}

export type Answer = {
  readonly status: number;
  readonly body: Json;
  readonly headers: Headers;
  readonly text: string;
};

/** What it takes to ask the service. */
type Asked = Pick<PracticeVoipBin, 'url' | 'accessKey'>;

type Sent = { readonly body?: unknown; readonly headers?: Record<string, string> };

/** One request without any credential of its own; `path` begins with a slash at the root of the host. */
export async function bare(
  service: Pick<PracticeVoipBin, 'url'>,
  ...[method, path, { body, headers = {} } = {}]: readonly [method: string, path: string, Sent?]
): Promise<Answer> {
  const response = await fetch(`${service.url}${path}`, {
    method,
    redirect: 'error',
    headers: { connection: 'close', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed = text.startsWith('{') || text.startsWith('[') ? (JSON.parse(text) as Json) : {};
  return { status: response.status, body: parsed, headers: response.headers, text };
}

/** One request below `/v1.0` with the access key where it belongs. */
export function request(
  service: Asked,
  ...[method, path, body]: readonly [method: string, path: string, body?: unknown]
): Promise<Answer> {
  const mark = path.includes('?') ? '&' : '?';
  const full = `/v1.0${path}${mark}accesskey=${service.accessKey}`;
  return bare(service, method, full, body === undefined ? {} : { body });
}

/** The reason in the envelope of an error. */
export function reasonOf({ body }: Answer): unknown {
  return (body['error'] as Json | undefined)?.['reason'];
}

/** A client of the event socket; subscribed, and known to be so, when it is handed out. */
export class EventClient {
  readonly frames: Json[] = [];
  readonly socket: WebSocket;
  readonly closed: Promise<number>;
  readonly #waiting = new Set<() => void>();

  constructor(address: string) {
    this.socket = new WebSocket(address);
    this.socket.on('message', (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString()) as Json);
      for (const look of [...this.#waiting]) look();
    });
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
    onTestFinished(() => this.socket.terminate());
  }

  async subscribe(...topics: readonly string[]): Promise<void> {
    this.socket.send(JSON.stringify({ type: 'subscribe', topics }));
    await this.sync();
  }

  /** Frames are handled in order, so that the answer to a ping proves that all before it is done. */
  async sync(): Promise<void> {
    this.socket.ping();
    await once(this.socket, 'pong');
  }

  /** The first frame that fits, which may be yet to come. */
  until(fits: (frame: Json) => boolean): Promise<Json> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.frames.find(fits);
        if (!found) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
}

export function socketUrl({ url, accessKey }: PracticeVoipBin): string {
  return `${url.replace('http', 'ws')}/v1.0/ws?accesskey=${accessKey}`;
}

/** `topics` follow the customer's prefix; an empty one subscribes to everything. */
export async function listen(
  service: PracticeVoipBin,
  ...topics: readonly string[]
): Promise<EventClient> {
  const client = new EventClient(socketUrl(service));
  await once(client.socket, 'open');
  const prefix = `customer_id:${service.customerId}`;
  await client.subscribe(...topics.map((topic) => `${prefix}${topic}`));
  return client;
}

export type Delivery = {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: Json;
};

export type Webhook = {
  readonly url: string;
  readonly received: readonly Delivery[];
  /** Statuses of the next answers, in order, 0 to cut the connection; 200 when there is none left. */
  readonly answers: number[];
  /** Resolves once as many have come. */
  count(wanted: number): Promise<readonly Delivery[]>;
};

/** A real endpoint on loopback, set as the webhook of the account. */
export async function openWebhook(service: PracticeVoipBin, method = 'POST'): Promise<Webhook> {
  const received: Delivery[] = [];
  const answers: number[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const { headers } = incoming;
      received.push({ method: incoming.method ?? '', headers, text, body: JSON.parse(text) });
      const status = answers.shift() ?? 200;
      if (status === 0) incoming.socket.destroy();
      else response.writeHead(status, { connection: 'close' }).end();
      for (const wake of waiting.splice(0)) wake();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/voipbin/secret`;
  await request(service, 'PUT', '/customer', { webhook_method: method, webhook_uri: url });
  const count = async (wanted: number): Promise<readonly Delivery[]> => {
    while (received.length < wanted) await new Promise<void>((resolve) => waiting.push(resolve));
    return received;
  };
  return { url, received, answers, count };
}

/** A call that came in, was answered at once, and goes on for an hour. */
export async function answeredCall(
  service: PracticeVoipBin,
  script: CallerScript = [],
): Promise<string> {
  await answerBy(service, [{ type: 'answer' }, { type: 'sleep', option: { duration: 3_600_000 } }]);
  return service.startCall({ from: '+12025550111', script });
}

/** Lets a flow of these actions answer the first number. */
export async function answerBy(service: Asked, actions: unknown): Promise<void> {
  const flow = await request(service, 'POST', '/flows', { name: 'a', detail: '', actions });
  const numbers = (await request(service, 'GET', '/numbers')).body['result'] as readonly Json[];
  const path = `/numbers/${String(numbers[0]?.['id'])}/flow_ids`;
  const ids = { call_flow_id: flow.body['id'], message_flow_id: '' };
  const { status } = await request(service, 'PUT', path, ids);
  if (status !== 200) throw new Error(`the flow was answered ${status}`);
}

/** Opens a speaking session and returns its id. */
export async function openSpeaking(
  service: PracticeVoipBin,
  callId: string,
  more: Json = {},
): Promise<string> {
  const given = { reference_type: 'call', reference_id: callId, direction: 'both', ...more };
  const { status, body } = await request(service, 'POST', '/speakings', given);
  if (status !== 201) throw new Error(`speaking was answered ${status}`);
  return String(body['id']);
}

/** Starts a transcription and returns its id. */
export async function startTranscribe(
  service: PracticeVoipBin,
  callId: string,
  more: Json = {},
): Promise<string> {
  const given = { reference_type: 'call', reference_id: callId, language: 'en-US', ...more };
  const { status, body } = await request(service, 'POST', '/transcribes', given);
  if (status !== 200) throw new Error(`transcribing was answered ${status}`);
  return String(body['id']);
}

/** Calls a destination by the API. */
export function placeCall(
  service: PracticeVoipBin,
  destination: Json = { type: 'tel', target: '+12025550101' },
  more: Json = {},
): Promise<Answer> {
  return request(service, 'POST', '/calls', {
    source: { type: 'tel', target: service.number },
    destinations: [destination],
    actions: [{ type: 'sleep', option: { duration: 3_600_000 } }],
    ...more,
  });
}
