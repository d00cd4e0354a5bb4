import { randomBytes } from 'node:crypto';
import type { AgentSession } from './agent-session.ts';
import type { EdgeEventSource } from './edge-events.ts';
import type { EdgeFaults } from './faults.ts';
import type { MuxadoStream } from './muxado-stream.ts';
import type { TunnelRegistry } from './tunnel-registry.ts';
import type { AuthRequest, Refusal } from './wire.ts';
import {
  authRequestSchema,
  bindRequestSchema,
  readBytes,
  readJson,
  refusalAnswer,
  streamType,
  unbindRequestSchema,
} from './wire.ts';

export type AgentCallsOptions = {
  /** The valid authtokens; null accepts every non-empty one. */
  readonly authtokens: readonly string[] | null;
  readonly maxSessions: number;
  readonly sessions: () => readonly AgentSession[];
  readonly tunnels: TunnelRegistry;
  readonly faults: EdgeFaults;
  readonly events: EdgeEventSource;
};

/** What the agent is told, and what is told of it once the agent has it. */
type Outcome = { readonly answer: unknown; readonly told: () => void };

/** The calls an agent makes on its session: Auth, Bind, Unbind and heartbeats. */
export class AgentCalls {
  readonly #options: AgentCallsOptions;

  constructor(options: AgentCallsOptions) {
    this.#options = options;
  }

  async serve(session: AgentSession, stream: MuxadoStream): Promise<void> {
    const type = (await readBytes(stream, 4)).readUInt32BE(0);
    if (type === streamType.heartbeat) return this.#echo(session, stream);
    const request = await readJson(stream);
    if (this.#options.faults.stallRpc) return;
    const { answer, told } = await this.#call(type, session, request);
    // The agent closes its side once it has the answer; only then is the event told.
    stream.on('end', told);
    stream.end(JSON.stringify(answer));
    stream.resume();
  }

  #call(type: number, session: AgentSession, request: unknown): Promise<Outcome> | Outcome {
    switch (type) {
      case streamType.auth:
        return this.#authenticate(session, authRequestSchema.parse(request));
      case streamType.bind:
        return this.#bind(session, request);
      case streamType.unbind:
        return this.#unbind(request);
      default:
        throw new Error(`unexpected stream type ${type}`);
    }
  }

  #echo(session: AgentSession, stream: MuxadoStream): void {
    stream.on('data', (bytes: Buffer) => {
      session.heartbeats += 1;
      const answered = !this.#options.faults.ignoreHeartbeats;
      this.#options.events.emit('heartbeat', { session, answered });
      if (answered) stream.write(bytes);
    });
  }

  #authenticate(session: AgentSession, auth: AuthRequest): Outcome {
    const { events } = this.#options;
    const error = this.#refuseAuth(auth);
    if (error) {
      return {
        answer: refusalAnswer(error),
        told: () => events.emit('authRejected', { auth, error }),
      };
    }
    session.auth = auth;
    session.clientId = auth.ClientId || randomBytes(16).toString('hex');
    const answer = {
      Version: '3',
      ClientId: session.clientId,
      Extra: {
        Version: 'local-edge',
        Region: 'local',
        Cookie: `cookie_${randomBytes(8).toString('hex')}`,
        AccountName: 'Local test account',
        SessionDuration: 0,
        PlanName: 'Test',
        Banner: '',
      },
    };
    const resumed = auth.ClientId !== '';
    return { answer, told: () => events.emit('session', { session, resumed }) };
  }

  #refuseAuth(auth: AuthRequest): Refusal | null {
    const { faults, authtokens, maxSessions, sessions } = this.#options;
    if (faults.authError) return faults.authError;
    const token = auth.Extra.AuthToken;
    if (token === '') return { code: 'ERR_NGROK_4018', message: 'An authtoken is required.' };
    if (authtokens && !authtokens.includes(token)) {
      // The real edge repeats the token in its text, so this one does too.
      return { code: 'ERR_NGROK_107', message: `The authtoken is not valid.\nYours: ${token}` };
    }
    const others = sessions().filter((other) => other.clientId !== auth.ClientId);
    if (others.length < maxSessions) return null;
    return { code: 'ERR_NGROK_108', message: `You are limited to ${maxSessions} sessions.` };
  }

  async #bind(session: AgentSession, payload: unknown): Promise<Outcome> {
    const { faults, tunnels, events } = this.#options;
    const request = bindRequestSchema.parse(payload);
    const wanted = request.Opts.Domain || request.Opts.Hostname;
    if (faults.losesAddresses && wanted) throw new Error('this address is lost');
    const error = faults.bindError ?? tunnels.refuse(session, request);
    if (error) {
      return {
        answer: refusalAnswer(error),
        told: () => events.emit('bindRejected', { request, error }),
      };
    }
    const tunnel = await tunnels.bind(session, request);
    const answer = {
      Id: tunnel.id,
      URL: tunnel.url,
      Proto: request.Proto,
      // The SDK sends these back when it rebinds after a reconnect, so they carry what it was given.
      Opts: { ...request.Opts, Hostname: tunnel.hostname },
      Extra: {
        ...request.Extra,
        Token: request.Extra.Token || `token_${randomBytes(8).toString('hex')}`,
      },
    };
    const rebound = request.Id !== '';
    return { answer, told: () => events.emit('bind', { session, tunnel, rebound }) };
  }

  #unbind(payload: unknown): Outcome {
    const tunnel = this.#options.tunnels.remove(unbindRequestSchema.parse(payload).Id);
    return {
      answer: {},
      // The SDK unbinds a listener that is closed twice; the second time there is nothing to tell.
      told: () => {
        if (tunnel) this.#options.events.emit('unbind', { tunnel });
      },
    };
  }
}
