import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventHub } from './event-hub.ts';
import { GateKeeper } from './gate-keeper.ts';
import { startAt, Times } from './records.ts';
import type { Behaviour, Wire } from './records.ts';
import { failure, routes } from './routes.ts';
import type { Answer, Asked } from './routes.ts';

/** One request that came, as it came. */
export type Received = Asked & { readonly headers: IncomingMessage['headers'] };
type Planned = { readonly method: string; readonly path: RegExp; answer: Answer | 'cut' | 'hang' };

export const customerId = '7c4d2f3a-1b8e-4f5c-9a6d-3e2f1a0b4c5d';

/** A small VoIPBIN for tests, on loopback, that behaves as the source does or as the guide says. */
export class VoipBinPeer {
  readonly behaviour: Behaviour;
  readonly times: Times;
  readonly hub: EventHub;
  readonly gate: GateKeeper;
  readonly received: Received[] = [];
  readonly calls: Wire[] = [];
  readonly groups: Wire[] = [];
  readonly transcribes: Wire[] = [];
  readonly transcripts: Wire[] = [];
  readonly speakings: Wire[] = [];
  readonly numbers: Wire[] = [];
  readonly keys: Wire[] = [];
  readonly flows: Wire[] = [];
  readonly recordings: Wire[] = [];
  readonly messages: Wire[] = [];
  readonly said: string[] = [];
  readonly customer: Wire = {
    id: customerId,
    name: 'Desk',
    detail: 'the only one',
    email: 'desk@example.com',
    phone_number: '+15550001000',
    address: 'Main Street 1',
    webhook_method: '',
    webhook_uri: '',
    identity_verification_status: 'verified',
  };
  /** When sign-ins happen, in epoch ms. */
  now = startAt;
  pageSize = 100;
  groupsTellLate = false;
  /** Whether the end of a call that was hung up is told, a moment later. */
  tellsHangUps = false;
  /** The status that a handshake is refused with; 0 for none. */
  refuseSockets = 0;
  /** Answers every request with 503. */
  isAway = false;
  /** Connections that were opened so far. */
  connections = 0;
  readonly #server: Server;
  readonly #planned: Planned[] = [];

  constructor(behaviour: Behaviour) {
    this.behaviour = behaviour;
    this.times = new Times(behaviour);
    this.hub = new EventHub(behaviour, customerId);
    this.gate = new GateKeeper(behaviour);
    this.#server = createServer((request, response) => void this.#serve(request, response));
    this.#server.on('connection', () => (this.connections += 1));
    this.#server.on('upgrade', (request, stream, head) => {
      const isIn = this.gate.admits(request) && request.url?.startsWith('/v1.0/ws');
      const status = isIn ? this.refuseSockets : 401;
      if (status === 0) return this.hub.accept(request, stream, head);
      stream.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  /** The next request of that kind gets this instead; `cut` closes the connection, `hang` never answers. */
  plan(method: string, path: RegExp, answer: Planned['answer']): void {
    this.#planned.push({ method, path, answer });
  }

  /** Requests of that kind so far. */
  count(method: string, path: RegExp): number {
    return this.received.filter((one) => one.method === method && path.test(one.path)).length;
  }

  /** Puts a call into another status, without an event. */
  setCall(id: string, change: Record<string, unknown>): Wire {
    const call = this.calls.find((wire) => wire.id === id);
    if (!call) throw new Error(`no call ${id}`);
    return Object.assign(call, change, { tm_update: this.times.next() });
  }

  /** A delivery as it would be posted, signed when the account has a secret. */
  delivery(type: string, data: Wire): { raw: Buffer; signature: string | null } {
    const raw = Buffer.from(JSON.stringify({ type, data }));
    const secret = this.customer['webhook_secret'];
    if (typeof secret !== 'string') return { raw, signature: null };
    return { raw, signature: `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}` };
  }

  async close(): Promise<void> {
    this.hub.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    const path = url.pathname.replace(/^\/v1\.0/, '');
    const method = request.method ?? '';
    const asked = { method, path, query: url.searchParams, body };
    this.received.push({ ...asked, headers: request.headers });
    const answer = this.#takePlanned(asked) ?? this.#answer(request, url, asked);
    if (answer === 'hang') return;
    if (answer === 'cut') return void request.socket.destroy();
    const content =
      typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '');
    response.writeHead(answer.status, { 'x-request-id': 'req_HEADER', ...answer.headers });
    response.end(answer.body === undefined ? '' : content);
  }

  #takePlanned({ method, path }: Asked): Planned['answer'] | null {
    const at = this.#planned.findIndex((plan) => plan.method === method && plan.path.test(path));
    return at < 0 ? null : (this.#planned.splice(at, 1)[0]?.answer ?? null);
  }

  #answer(request: IncomingMessage, url: URL, asked: Asked): Answer {
    if (this.isAway) return failure(503, 'UNAVAILABLE');
    if (url.pathname === '/ping') return { status: 200, body: { message: 'pong' } };
    if (url.pathname === '/auth/login') {
      const token = this.gate.signIn(asked.body, this.now);
      const headers = { 'set-cookie': `token=${token ?? ''}; HttpOnly` };
      return token === null
        ? { status: 400 }
        : { status: 200, headers, body: { username: 'desk', token } };
    }
    if (!url.pathname.startsWith('/v1.0/')) return failure(404, 'ROUTE_NOT_FOUND');
    if (!this.gate.admits(request)) return failure(401, 'AUTHENTICATION_REQUIRED');
    for (const [method, path, route] of routes) {
      const match = method === asked.method ? path.exec(asked.path) : null;
      if (match) return route(this, asked, decodeURIComponent(match[1] ?? ''));
    }
    return failure(404, 'ROUTE_NOT_FOUND');
  }
}

/** Listening; close it when the test is over. */
export async function openVoipBinPeer(behaviour: Behaviour): Promise<VoipBinPeer> {
  const peer = new VoipBinPeer(behaviour);
  await peer.listen();
  return peer;
}
