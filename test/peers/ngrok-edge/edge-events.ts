import { EventEmitter } from 'node:events';
import type { AgentSession, EdgeTunnel } from './agent-session.ts';
import type { AuthRequest, BindRequest, Refusal } from './wire.ts';

/**
 * What can be waited for. `session`, `bind`, `unbind` and the rejections are told once the agent has the
 * answer, so a fault set off right after does not land in the middle of the call.
 */
export type EdgeEvents = {
  connection: { readonly remotePort: number | undefined };
  session: { readonly session: AgentSession; readonly resumed: boolean };
  authRejected: { readonly auth: AuthRequest; readonly error: Refusal };
  bind: {
    readonly session: AgentSession;
    readonly tunnel: EdgeTunnel;
    readonly rebound: boolean;
  };
  bindRejected: { readonly request: BindRequest; readonly error: Refusal };
  unbind: { readonly tunnel: EdgeTunnel };
  heartbeat: { readonly session: AgentSession; readonly answered: boolean };
  request: { readonly tunnel: EdgeTunnel; readonly method: string; readonly url: string };
  sessionClosed: { readonly session: AgentSession };
  protocolError: { readonly error: unknown };
  tlsError: { readonly error: Error };
};
export type EdgeEventName = keyof EdgeEvents;

/** Typed events of the edge, and promises of them. */
export class EdgeEventSource {
  readonly #emitter = new EventEmitter();

  emit<Name extends EdgeEventName>(name: Name, value: EdgeEvents[Name]): void {
    this.#emitter.emit(name, value);
  }

  /** Returns the removal of the listener. */
  on<Name extends EdgeEventName>(
    name: Name,
    listener: (value: EdgeEvents[Name]) => void,
  ): () => void {
    this.#emitter.on(name, listener);
    return () => this.#emitter.off(name, listener);
  }

  /** Resolves with the next event called `name` that `accept` likes. */
  waitFor<Name extends EdgeEventName>(
    name: Name,
    accept: (value: EdgeEvents[Name]) => boolean = () => true,
    timeoutMs = 30_000,
  ): Promise<EdgeEvents[Name]> {
    return new Promise((resolve, reject) => {
      const stop = this.on(name, (value) => {
        if (!accept(value)) return;
        clearTimeout(timer);
        stop();
        resolve(value);
      });
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`no "${name}" within ${timeoutMs} ms`));
      }, timeoutMs);
    });
  }
}
