import { randomBytes } from 'node:crypto';
import type { AgentSession, TunnelPlace } from './agent-session.ts';
import { EdgeTunnel } from './agent-session.ts';
import { closeServer } from './sockets.ts';
import type { BindRequest, Refusal } from './wire.ts';

export type RegistryOptions = {
  /** `local`: an endpoint without a domain gets a port of its own; `domain`: a made-up https domain. */
  readonly urls: 'local' | 'domain';
  /** Domains of the account; null lets an agent have any. */
  readonly reservedDomains: readonly string[] | null;
  /** Opens a port, 0 for any, for an endpoint without a domain. */
  readonly openPort: (findTunnel: () => EdgeTunnel | null, port: number) => Promise<TunnelPlace>;
};

/** Every endpoint the edge knows, also those whose agent is away and may come back. */
export class TunnelRegistry {
  readonly #options: RegistryOptions;
  readonly #tunnels = new Map<string, EdgeTunnel>();

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  get all(): readonly EdgeTunnel[] {
    return [...this.#tunnels.values()];
  }

  /** The endpoint that serves a Host header; one that is online comes first. */
  forHost(host: string): EdgeTunnel | null {
    const hostname = host.toLowerCase().replace(/:\d+$/, '');
    const candidates = this.all.filter((tunnel) => tunnel.hostname === hostname);
    return candidates.find((tunnel) => tunnel.online) ?? candidates[0] ?? null;
  }

  /** Why an agent may not have what it asks for; null where it may. */
  refuse(session: AgentSession, request: BindRequest): Refusal | null {
    const wanted = wantedHost(request);
    if (wanted === '') return null;
    const holder = this.all.find((tunnel) => tunnel.hostname === wanted);
    if (holder?.online && holder.id !== request.Id && !sameAgent(holder, session)) {
      return { code: 'ERR_NGROK_334', message: `The endpoint ${holder.url} is already online.` };
    }
    const { reservedDomains } = this.#options;
    if (holder || !reservedDomains || reservedDomains.includes(wanted)) return null;
    return { code: 'ERR_NGROK_320', message: `The domain ${wanted} is not reserved for you.` };
  }

  /** Brings an endpoint online; one that is known, by id or by domain, keeps its URL. */
  async bind(session: AgentSession, request: BindRequest): Promise<EdgeTunnel> {
    const wanted = wantedHost(request);
    const known =
      this.#tunnels.get(request.Id) ??
      this.all.find((tunnel) => wanted !== '' && tunnel.hostname === wanted);
    const tunnel = known ?? (await this.#create(request, wanted));
    tunnel.session = session;
    return tunnel;
  }

  /** Forgets an endpoint and its port. Returns it, or null where it is not known. */
  remove(id: string): EdgeTunnel | null {
    const tunnel = this.#tunnels.get(id);
    if (!tunnel) return null;
    this.#tunnels.delete(id);
    tunnel.session = null;
    if (tunnel.place.server) void closeServer(tunnel.place.server);
    return tunnel;
  }

  of(session: AgentSession): readonly EdgeTunnel[] {
    return this.all.filter((tunnel) => tunnel.session === session);
  }

  async close(): Promise<void> {
    const servers = this.all.flatMap(({ place }) => (place.server ? [place.server] : []));
    this.#tunnels.clear();
    await Promise.all(servers.map(closeServer));
  }

  async #create(request: BindRequest, wanted: string): Promise<EdgeTunnel> {
    const id = request.Id || randomBytes(16).toString('hex');
    const place = await this.#place(id, wanted);
    const tunnel = new EdgeTunnel(id, request, place);
    this.#tunnels.set(id, tunnel);
    return tunnel;
  }

  async #place(id: string, wanted: string): Promise<TunnelPlace> {
    const port = wanted === '' && this.#options.urls === 'local' ? 0 : ownPort(wanted);
    if (port !== null) return this.#options.openPort(() => this.#tunnels.get(id) ?? null, port);
    return domainPlace(wanted || `${randomBytes(6).toString('hex')}.ngrok.test`);
  }
}

/** The port of an address that was given out before; null where a domain is meant. */
function ownPort(wanted: string): number | null {
  const port = /^127\.0\.0\.1:(\d+)$/.exec(wanted)?.[1];
  return port === undefined ? null : Number(port);
}

function domainPlace(hostname: string): TunnelPlace {
  return { hostname, url: `https://${hostname}`, server: null };
}

function wantedHost({ Opts }: BindRequest): string {
  return (Opts.Domain || Opts.Hostname || '').toLowerCase();
}

function sameAgent(tunnel: EdgeTunnel, session: AgentSession): boolean {
  return tunnel.session?.clientId === session.clientId;
}
