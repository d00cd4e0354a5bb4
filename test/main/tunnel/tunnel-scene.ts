import type { ChildProcessHandle, ChildProcessStarter } from '../../../main/base/child-process.ts';
import { systemClock } from '../../../main/base/clock.ts';
import { Emitter } from '../../../main/base/emitter.ts';
import { createForkStarter } from '../../../main/base/fork-starter.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { openIngress } from '../../../main/ingress/ingress.ts';
import type { NgrokTunnelOptions, TunnelLimits } from '../../../main/tunnel/ngrok-tunnel.ts';
import { openNgrokTunnel } from '../../../main/tunnel/ngrok-tunnel.ts';
import type { Tunnel } from '../../../main/tunnel/ports.ts';
import { processIsAlive } from '../../../main/base/parent-watch.ts';
import { TunnelProver } from '../../../main/tunnel/tunnel-prover.ts';
import { childScript } from '../../peers/ngrok-edge/agent.ts';
import type { EchoServer } from '../../peers/ngrok-edge/echo-server.ts';
import { startEchoServer } from '../../peers/ngrok-edge/echo-server.ts';
import type { EdgeOptions, NgrokEdge } from '../../peers/ngrok-edge/edge.ts';
import { startNgrokEdge } from '../../peers/ngrok-edge/edge.ts';

/** Short limits, so that a scene takes seconds. */
const shortLimits: Partial<TunnelLimits> = {
  heartbeatIntervalMs: 1000,
  heartbeatToleranceMs: 1000,
  refusedMs: 500,
  firstDelayMs: 100,
  maxDelayMs: 400,
};

/** The real edge, the real SDK in real processes, and the tunnel between them. */
export class TunnelScene {
  readonly edge: NgrokEdge;
  readonly children: ChildProcessHandle[] = [];
  readonly #echo: EchoServer;
  readonly #tunnels: Tunnel[] = [];
  readonly #starts = new Emitter<void>();

  constructor(edge: NgrokEdge, echo: EchoServer) {
    this.edge = edge;
    this.#echo = echo;
  }

  openTunnel(options: Partial<NgrokTunnelOptions> = {}): Tunnel {
    const fork = createForkStarter();
    const starter: ChildProcessStarter = {
      start: (script, startOptions) => {
        const child = fork.start(script, startOptions);
        this.children.push(child);
        this.#starts.emit();
        return child;
      },
    };
    const tunnel = openNgrokTunnel(
      {
        authtoken: 'valid-token',
        localAddress: this.#echo.address,
        serverAddr: this.edge.serverAddr,
        caPem: this.edge.caPem,
        ...options,
        limits: { ...shortLimits, ...options.limits },
      },
      { starter, script: childScript, clock: systemClock, log: silentLogger },
      new AbortController().signal,
    );
    this.#tunnels.push(tunnel);
    return tunnel;
  }

  /** As `openTunnel`, to the real webhook server, and proved as the app does. */
  async openProved(options: Partial<NgrokTunnelOptions> = {}) {
    const door = await openIngress({ routes: [], clock: systemClock, log: silentLogger });
    const tunnel = this.openTunnel({ ...options, localAddress: new URL(door.url).host });
    const meter = { note: () => {}, isUsedUp: false, warning: '' };
    const prover = new TunnelProver({
      tunnel,
      door,
      meter,
      proxies: null,
      clock: systemClock,
      log: silentLogger,
    });
    const close = async (): Promise<void> => {
      prover.close();
      await tunnel.close();
      await door.close();
    };
    return { tunnel, prover, [Symbol.asyncDispose]: close };
  }

  /** Resolves when so many children were started in all. */
  startedChildren(count: number): Promise<void> {
    return new Promise((resolve) => {
      const remove = this.#starts.on(() => {
        if (this.children.length < count) return;
        remove();
        resolve();
      });
    });
  }

  /** Posts through the public address; resolves with the status and what came back. */
  async post(tunnel: Tunnel, body: string): Promise<string> {
    if (tunnel.url === null) throw new Error('the tunnel has no address');
    const answer = await this.edge.fetch(`${tunnel.url}/hook`, { method: 'POST', body });
    return `${answer.status} ${await answer.text()}`;
  }

  /** Closes the tunnel and tells how long that took and what is left of it. */
  async closeAndLook(
    tunnel: Tunnel,
  ): Promise<{ readonly ms: number; readonly sessions: number; readonly processes: number }> {
    const since = performance.now();
    await tunnel.close();
    const ms = performance.now() - since;
    const processes = this.children.filter(({ pid }) => pid !== undefined && processIsAlive(pid));
    // The end of a connection is noticed a moment later; a frozen one must be read to notice it.
    this.edge.thaw();
    while (this.edge.connectionCount > 0 && performance.now() - since < 3000) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return { ms, sessions: this.edge.connectionCount, processes: processes.length };
  }

  async close(): Promise<void> {
    await Promise.all(this.#tunnels.map((tunnel) => tunnel.close()));
    for (const child of this.children) child.kill();
    await this.edge.close();
    await this.#echo.close();
  }
}

/** Starts an edge and a local server. */
export async function startScene(options: EdgeOptions = {}): Promise<TunnelScene> {
  return new TunnelScene(await startNgrokEdge(options), await startEchoServer());
}

/** Resolves when the tunnel is in a status, at once if it is there. */
export function until(tunnel: Tunnel, status: string, timeoutMs = 30_000): Promise<void> {
  return new Promise((resolve, reject) => {
    if (tunnel.state.status === status) return resolve();
    const timer = setTimeout(
      () => reject(new Error(`${tunnel.state.status}, not ${status}: ${tunnel.state.detail}`)),
      timeoutMs,
    );
    const remove = tunnel.onChange(() => {
      if (tunnel.state.status !== status) return;
      clearTimeout(timer);
      remove();
      resolve();
    });
  });
}
