import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { MuxadoSession } from './muxado-session.ts';
import type { AuthRequest, BindRequest } from './wire.ts';
import { streamHead } from './wire.ts';
import type { MuxadoStream } from './muxado-stream.ts';

/** One agent's connection, and who authenticated on it. */
export class AgentSession {
  readonly id = `ts_${randomBytes(8).toString('hex')}`;
  readonly mux: MuxadoSession;
  /** Given at Auth; an agent that reconnects brings it along. */
  clientId = '';
  auth: AuthRequest | null = null;
  heartbeats = 0;

  constructor(mux: MuxadoSession) {
    this.mux = mux;
  }

  get online(): boolean {
    return !this.mux.closed && this.auth !== null;
  }

  /** Opens a stream to the agent, with its type and the call's JSON value. */
  open(type: number, payload?: unknown): MuxadoStream {
    const stream = this.mux.openStream();
    // Its failure is seen by whoever reads or pipes it; a bare one must not end the process.
    stream.on('error', () => {});
    stream.write(streamHead(type, payload));
    return stream;
  }
}

/** The address of an endpoint, and the port of its own it may have. */
export type TunnelPlace = {
  readonly hostname: string;
  readonly url: string;
  readonly server: Server | null;
};

/** An endpoint an agent listens on. It stays known while its agent is away. */
export class EdgeTunnel {
  readonly id: string;
  readonly proto: string;
  readonly forwardsTo: string;
  readonly metadata: string;
  readonly place: TunnelPlace;
  session: AgentSession | null = null;
  requests = 0;

  constructor(id: string, request: BindRequest, place: TunnelPlace) {
    this.id = id;
    this.proto = request.Proto;
    this.forwardsTo = request.ForwardsTo;
    this.metadata = request.Extra.Metadata;
    this.place = place;
  }

  get url(): string {
    return this.place.url;
  }

  get hostname(): string {
    return this.place.hostname;
  }

  get online(): boolean {
    return this.session !== null && this.session.online;
  }
}
