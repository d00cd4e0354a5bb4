import { request as sendRequest } from 'node:http';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import { createServer as createTlsServer } from 'node:tls';
import { AgentCalls } from './agent-calls.ts';
import { AgentSession } from './agent-session.ts';
import type { EdgeTunnel, TunnelPlace } from './agent-session.ts';
import type { Certificates } from './certificates.ts';
import { makeCertificates } from './certificates.ts';
import { EdgeEventSource } from './edge-events.ts';
import { EdgeFaults } from './faults.ts';
import { MuxadoSession } from './muxado-session.ts';
import { closeServer, listen } from './sockets.ts';
import { TunnelRegistry } from './tunnel-registry.ts';
import { Visitors } from './visitors.ts';
import { commandAnswerSchema, readJson, streamType } from './wire.ts';

const HOST = '127.0.0.1';

export type EdgeOptions = {
  /** Ports for agents and for visitors of endpoints with a domain; 0 (default) is a free one. */
  readonly agentPort?: number;
  readonly publicPort?: number;
  /** Address of an endpoint that asks for no domain: a port of its own (default) or a made-up domain. */
  readonly urls?: 'local' | 'domain';
  /** The valid authtokens; null (default) accepts every non-empty one. */
  readonly authtokens?: readonly string[] | null;
  /** Domains of the account; null (default) lets an agent have any. */
  readonly reservedDomains?: readonly string[] | null;
  readonly maxSessions?: number;
};

export type EdgeRequest = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** A local stand-in for the ngrok edge: the real SDK opens sessions and endpoints here, over TLS on loopback. */
export class NgrokEdge extends EdgeEventSource {
  readonly faults = new EdgeFaults();
  readonly #certificates: Certificates = makeCertificates(['localhost', HOST]);
  readonly #options: EdgeOptions;
  readonly #registry: TunnelRegistry;
  readonly #calls: AgentCalls;
  readonly #visitors: Visitors;
  readonly #tlsServer: TlsServer;
  readonly #publicServer: ReturnType<Visitors['createServer']>;
  readonly #agentSockets = new Set<Socket>();
  readonly #sessions = new Set<AgentSession>();
  #agentServer: Server | null = null;
  #agentPort: number;
  #publicPort = 0;

  constructor(options: EdgeOptions = {}) {
    super();
    this.#options = options;
    this.#agentPort = options.agentPort ?? 0;
    this.#registry = new TunnelRegistry({
      urls: options.urls ?? 'local',
      reservedDomains: options.reservedDomains ?? null,
      openPort: (findTunnel, port) => this.#openPort(findTunnel, port),
    });
    this.#calls = new AgentCalls({
      authtokens: options.authtokens ?? null,
      maxSessions: options.maxSessions ?? Infinity,
      sessions: () => this.sessions,
      tunnels: this.#registry,
      faults: this.faults,
      events: this,
    });
    this.#visitors = new Visitors((tunnel, { method = '', url = '' }) => {
      tunnel.requests += 1;
      this.emit('request', { tunnel, method, url });
    });
    this.#publicServer = this.#visitors.createServer((host) => this.#registry.forHost(host));
    const { cert, key } = this.#certificates;
    this.#tlsServer = createTlsServer({ cert, key }, (socket) => this.#acceptAgent(socket));
    this.#tlsServer.on('tlsClientError', (error) => this.emit('tlsError', { error }));
  }

  /** `host:port` for the SDK. */
  get serverAddr(): string {
    return `${HOST}:${this.#agentPort}`;
  }

  /** The authority's PEM text, for the SDK. */
  get caPem(): string {
    return this.#certificates.ca;
  }

  /** Serves every endpoint with a domain; the Host header chooses. */
  get publicOrigin(): string {
    return `http://${HOST}:${this.#publicPort}`;
  }

  /** Live agent sessions, oldest first. */
  get sessions(): readonly AgentSession[] {
    return [...this.#sessions].filter((session) => session.online);
  }

  /** Connections of agents, also those that never got as far as a session. */
  get connectionCount(): number {
    return this.#agentSockets.size;
  }

  /** Every known endpoint, also those whose agent is away and may come back. */
  get tunnels(): readonly EdgeTunnel[] {
    return this.#registry.all;
  }

  async start(): Promise<void> {
    await this.startListening();
    this.#publicPort = await listen(this.#publicServer, this.#options.publicPort ?? 0, HOST);
  }

  /** An SDK that is still connected keeps retrying afterwards, so close it first. */
  async close(): Promise<void> {
    this.stopListening();
    for (const socket of this.#agentSockets) socket.destroy();
    this.#visitors.closeAll();
    await Promise.all([this.#registry.close(), closeServer(this.#publicServer)]);
  }

  /** Sends a visitor's request to any endpoint's URL, also to one on a made-up domain. */
  fetch(url: string | URL, options: EdgeRequest = {}): Promise<Response> {
    const target = new URL(url);
    const port = target.hostname === HOST ? Number(target.port) : this.#publicPort;
    return new Promise((resolve, reject) => {
      const request = sendRequest({
        agent: false,
        host: HOST,
        port,
        method: options.method ?? 'GET',
        path: target.pathname + target.search,
        headers: { host: target.host, ...options.headers },
      });
      request.on('error', reject);
      request.on('response', (answer) => {
        answer.toArray().then((chunks: Buffer[]) => {
          const status = answer.statusCode ?? 500;
          const headers = Object.entries(answer.headers).map(([name, value]): [string, string] => [
            name,
            String(value),
          ]);
          const body = [101, 204, 205, 304].includes(status) ? null : Buffer.concat(chunks);
          resolve(new Response(body, { status, headers }));
        }, reject);
      });
      request.end(options.body);
    });
  }

  /** Cuts every agent connection with a TCP reset. Returns how many there were. */
  dropConnections(): number {
    const sockets = [...this.#agentSockets];
    for (const socket of sockets) socket.resetAndDestroy();
    return sockets.length;
  }

  /** Ends every session in an orderly way, as for a planned restart. */
  goAway(): void {
    for (const session of this.#sessions) session.mux.goAway();
  }

  /** Leaves connections open but reads and sends nothing, like a network that went silent. */
  freeze(): void {
    for (const session of this.#sessions) session.mux.freeze();
  }

  thaw(): void {
    for (const session of this.#sessions) session.mux.thaw();
  }

  /** Refuses new agent connections. Those that are open stay. */
  stopListening(): void {
    // The close event waits for the connections; the port is free at once.
    this.#agentServer?.close();
    this.#agentServer = null;
  }

  /** Accepts agent connections again, on the same port. */
  async startListening(): Promise<void> {
    if (this.#agentServer) return;
    const server = createServer({ noDelay: true }, (socket) => this.#acceptSocket(socket));
    this.#agentPort = await listen(server, this.#agentPort, HOST);
    this.#agentServer = server;
  }

  /** Tells an agent that one of its endpoints was closed from this side. */
  stopTunnel(
    tunnel: EdgeTunnel,
    message = 'stopped by the edge',
    code: string | null = null,
  ): void {
    const { session } = tunnel;
    if (!session?.online) throw new Error(`${tunnel.url} has no agent to tell`);
    this.#registry.remove(tunnel.id);
    session.open(streamType.stopTunnel, { Id: tunnel.id, Message: message, ErrorCode: code });
  }

  /** Sends a command as the dashboard does. Resolves with the agent's objection, or null. */
  async sendCommand(
    session: AgentSession,
    command: 'stop' | 'restart' | 'update',
  ): Promise<string | null> {
    const payload = command === 'update' ? { Version: '', PermitMajorVersion: false } : {};
    const stream = session.open(streamType[command], payload);
    const answer = commandAnswerSchema.parse(await readJson(stream));
    stream.end();
    return answer.Error || null;
  }

  async #openPort(findTunnel: () => EdgeTunnel | null, wanted: number): Promise<TunnelPlace> {
    const server = this.#visitors.createServer(findTunnel);
    const hostname = `${HOST}:${await listen(server, wanted, HOST)}`;
    return { hostname, url: `http://${hostname}`, server };
  }

  #acceptSocket(socket: Socket): void {
    this.#agentSockets.add(socket);
    socket.on('close', () => this.#agentSockets.delete(socket));
    socket.on('error', () => {}); // An agent that is cut off is what this edge is for.
    this.emit('connection', { remotePort: socket.remotePort });
    // Read all the same, or the end of the agent would go unnoticed.
    if (this.faults.stallTls) socket.resume();
    else this.#tlsServer.emit('connection', socket);
  }

  #acceptAgent(socket: Socket): void {
    const mux = new MuxadoSession(socket);
    const session = new AgentSession(mux);
    this.#sessions.add(session);
    mux.streams.on((stream) => {
      stream.on('error', () => {}); // Seen by the call that reads it.
      this.#calls.serve(session, stream).catch((error: unknown) => {
        stream.destroy();
        if (!mux.closed) this.emit('protocolError', { error });
      });
    });
    // A deliberate goodbye: nothing of this session is kept for a reconnect.
    mux.goodbyes.on(() => {
      for (const tunnel of this.#registry.of(session)) this.#registry.remove(tunnel.id);
    });
    mux.closings.on(() => {
      this.#sessions.delete(session);
      for (const tunnel of this.#registry.of(session)) tunnel.session = null;
      this.emit('sessionClosed', { session });
    });
  }
}

/** Starts an edge on loopback. */
export async function startNgrokEdge(options: EdgeOptions = {}): Promise<NgrokEdge> {
  const edge = new NgrokEdge(options);
  await edge.start();
  return edge;
}
