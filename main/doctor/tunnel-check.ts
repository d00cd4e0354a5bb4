import type { Clock } from '../base/clock.ts';
import type { Check } from './check.ts';
import { bad, badState, good, off } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { Standing } from './standing.ts';
import { settled } from './standing.ts';

export type RunningTunnel = Standing & { readonly url: () => string | null };

/** Without a running instance nothing is open; what can be told is whether it could be. */
export type StoppedTunnel = {
  readonly isOff: boolean;
  /** Throws AppError when the keychain does not answer. */
  readonly hasToken: () => Promise<boolean>;
  /** Where the tunnel would be opened, `host:port`. */
  readonly edge: string;
  /** Throws AppError when it cannot be reached, or what is needed for it cannot be read. */
  readonly reach: (signal: AbortSignal) => Promise<void>;
};

export type TunnelPort = {
  readonly tunnel: RunningTunnel | StoppedTunnel;
  /** The setting that wants a public address; null for none. */
  readonly wantedBy: string | null;
  readonly clock: Clock;
};

/** The public address: open, not wanted, or refused with the edge's reason. */
export function checkTunnel(port: TunnelPort): Check {
  const { tunnel } = port;
  const look = (signal: AbortSignal): Promise<Outcome> =>
    'edge' in tunnel ? lookStopped(port, tunnel, signal) : lookRunning(port, tunnel, signal);
  return { hop: 'tunnel', after: null, look };
}

async function lookRunning(
  { wantedBy, clock }: TunnelPort,
  tunnel: RunningTunnel,
  signal: AbortSignal,
): Promise<Outcome> {
  const state = await settled(tunnel, clock, signal);
  if (state.status === 'off') return without(state, wantedBy);
  const url = tunnel.url();
  if (state.status !== 'connected' || url === null) return badState(state);
  return good(`Open at ${new URL(url).host}. ${state.detail}`.trim(), state.remedy);
}

async function lookStopped(
  { wantedBy }: TunnelPort,
  { isOff, hasToken, edge, reach }: StoppedTunnel,
  signal: AbortSignal,
): Promise<Outcome> {
  if (isOff) return without({ detail: 'Switched off.', remedy: '' }, wantedBy);
  if (!(await hasToken())) return without(noToken, wantedBy);
  await reach(signal);
  return good(`An authtoken is set and ${edge} can be reached; it opens when Adjutant runs.`);
}

const noToken = {
  detail: 'No ngrok authtoken is set, so this machine has no public address.',
  remedy: 'Set one: npm run -s adjutant -- secret set ngrok-authtoken',
};

type Told = { readonly detail: string; readonly remedy: string };

function without({ detail, remedy }: Told, wantedBy: string | null): Outcome {
  if (wantedBy === null) return off(detail, remedy);
  const toDo = remedy === '' ? 'Set tunnel.provider to ngrok' : remedy;
  return bad(
    `${detail} But ${wantedBy} needs a public address.`,
    `${toDo}; or change ${wantedBy}.`,
  );
}
