import { setTimeout as delay } from 'node:timers/promises';
import { authtoken } from '../app/tunnel-stage.ts';
import type { Instance } from '../app/instance.ts';
import type { TunnelStage } from '../app/tunnel-stage.ts';
import { until } from '../app/until.ts';
import type { EdgeOptions } from '../peers/ngrok-edge/edge.ts';

/** One way in which the way in is lost. */
export type Scene = {
  readonly name: string;
  readonly goalMs: number;
  readonly rounds?: number;
  readonly edge?: EdgeOptions;
  /** Null: the scene sets one. */
  readonly token?: string | null;
  /** Resolves at the instant from which the recovery counts. */
  readonly break: (stage: TunnelStage) => Promise<number>;
};

/** A loss that is told at once, and one that only silence tells. */
const soonMs = 5000;
const silentMs = 15_000;
const refusal = { code: 'ERR_NGROK_324', message: 'Too many endpoints.' };

const now = (): Promise<number> => Promise.resolve(performance.now());

function outage(ms: number) {
  return async ({ edge }: TunnelStage): Promise<number> => {
    edge.stopListening();
    edge.dropConnections();
    await delay(ms);
    await edge.startListening();
    return performance.now();
  };
}

/** A handshake that hangs while the SDK and then new children try, and goes on after a while. */
function hang(fault: 'stallTls' | 'stallRpc') {
  return async ({ edge }: TunnelStage): Promise<number> => {
    edge.faults[fault] = true;
    const reconnecting = edge.waitFor('connection');
    edge.dropConnections();
    await reconnecting;
    await delay(5000);
    edge.faults[fault] = false;
    return performance.now();
  };
}

async function setToken(app: Instance, input: string): Promise<void> {
  const { code, err } = await app.cli(['secret', 'set', 'ngrok-authtoken'], { input });
  if (code !== 0) throw new Error(`the token was not set: ${err}`);
}

/** In the order of the table. */
export const scenes: readonly Scene[] = [
  {
    name: 'cut',
    goalMs: soonMs,
    break: ({ edge }) => {
      edge.dropConnections();
      return now();
    },
  },
  {
    name: 'orderly goaway',
    goalMs: soonMs,
    break: ({ edge }) => {
      edge.goAway();
      return now();
    },
  },
  { name: 'outage of 1 s', goalMs: soonMs, break: outage(1000) },
  { name: 'outage of 5 s', goalMs: soonMs, break: outage(5000) },
  {
    name: 'outage of 60 s (the SDK alone: a minute more)',
    goalMs: silentMs,
    rounds: 1,
    break: outage(60_000),
  },
  {
    name: 'frozen connection',
    goalMs: silentMs,
    break: ({ edge }) => {
      edge.freeze();
      return now();
    },
  },
  {
    name: 'heartbeats ignored (until there is another session)',
    goalMs: silentMs,
    break: async ({ edge }) => {
      const since = performance.now();
      edge.faults.ignoreHeartbeats = true;
      await edge.waitFor('session', () => true, 60_000);
      edge.faults.ignoreHeartbeats = false;
      return since;
    },
  },
  { name: 'TLS hangs for 5 s', goalMs: silentMs, break: hang('stallTls') },
  { name: 'Auth and Bind hang for 5 s', goalMs: silentMs, break: hang('stallRpc') },
  {
    name: 'endpoint refused, then allowed (looked at again after a minute)',
    goalMs: 70_000,
    rounds: 1,
    break: async ({ app, edge }) => {
      edge.faults.bindError = refusal;
      edge.dropConnections();
      const isRefused = async (): Promise<boolean> => {
        const { connections } = await app.status();
        return connections.tunnel.status === 'refused';
      };
      await until('it is refused', isRefused, 60_000);
      edge.faults.bindError = null;
      return performance.now();
    },
  },
  {
    name: 'another address: closed, opened and registered at both services',
    goalMs: soonMs,
    edge: { reservedDomains: [] },
    break: async (stage) => {
      for (const tunnel of stage.edge.tunnels) stage.edge.stopTunnel(tunnel);
      const since = performance.now();
      await stage.untilRegistered();
      return since;
    },
  },
  {
    name: 'token refused, then corrected by secret set',
    goalMs: soonMs,
    token: null,
    break: async ({ app, edge }) => {
      const rejected = edge.waitFor('authRejected', () => true, 60_000);
      await setToken(app, 'mistyped');
      await rejected;
      await setToken(app, authtoken);
      return performance.now();
    },
  },
  {
    name: 'sleep of 20 s in which the connection died',
    goalMs: silentMs,
    rounds: 1,
    break: async (stage) => {
      const pids = [stage.app.pid, await stage.tunnelChild()];
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
      stage.edge.freeze();
      await delay(20_000);
      for (const pid of pids) process.kill(pid, 'SIGCONT');
      return performance.now();
    },
  },
  {
    name: 'process of the tunnel killed',
    goalMs: soonMs,
    break: async (stage) => {
      process.kill(await stage.tunnelChild(), 'SIGKILL');
      return performance.now();
    },
  },
  {
    name: 'app killed and started again',
    goalMs: soonMs,
    break: async (stage) => {
      const since = performance.now();
      await stage.app.kill();
      await stage.start();
      return since;
    },
  },
];
