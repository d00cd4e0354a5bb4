import type { Connections } from '../../shared/connection.ts';
import type { Overview, OverviewState } from '../../shared/overview.ts';

export type OverviewParts = {
  readonly agentName: string;
  readonly paused: boolean;
  /** A page records what the owner says. */
  readonly listening: boolean;
  readonly turnsUnderWay: number;
  /** Calls under way. */
  readonly calls: number;
  /** Actions that wait for the owner's yes. */
  readonly waiting: number;
  readonly connections: Connections;
};

/** What the tray shows; the most urgent thing first, and beside it what else must be known. */
export function overview(parts: OverviewParts): Overview {
  const { state, words } = mostUrgent(parts);
  const tooltip = [`${parts.agentName}${words}`, ...besides(state, parts)].join(', ');
  return { state, tooltip, waiting: parts.waiting };
}

function mostUrgent(parts: OverviewParts): {
  readonly state: OverviewState;
  readonly words: string;
} {
  const { paused, turnsUnderWay, connections, calls, waiting } = parts;
  // An open microphone is never hidden by anything.
  if (parts.listening) return { state: 'listening', words: ' listens' };
  // It expires, and an answer that nobody gives is a no.
  if (waiting > 0) return { state: 'needs-you', words: `: ${waitingWords(waiting)}` };
  if (calls > 0) return { state: 'on-a-call', words: ` is on ${callWords(calls)}` };
  if (paused) return { state: 'paused', words: ' is paused' };
  const { keychain: _keychain, mcp: _mcp, ...ways } = connections;
  const states = Object.values(connections);
  const refused = states.find(({ status }) => status === 'refused');
  if (refused) return { state: 'needs-you', words: `: ${refused.detail}` };
  if (turnsUnderWay > 0) return { state: 'thinking', words: ' is thinking' };
  // Without a keychain, or one server of tools, words come and go all the same.
  const lost = Object.values(ways).find(
    ({ status }) => status === 'failed' || status === 'reconnecting',
  );
  if (lost) return { state: 'offline', words: `: ${lost.detail}` };
  return { state: 'idle', words: ' is ready' };
}

function besides(state: OverviewState, { calls, waiting, paused }: OverviewParts): string[] {
  const isWaitingSaid = waiting === 0 || state === 'needs-you';
  return [
    ...(state !== 'on-a-call' && calls > 0 ? [`on ${callWords(calls)}`] : []),
    ...(isWaitingSaid ? [] : [waitingWords(waiting)]),
    ...(paused && state !== 'paused' ? ['paused'] : []),
  ];
}

function callWords(calls: number): string {
  return calls === 1 ? 'a call' : `${calls} calls`;
}

function waitingWords(waiting: number): string {
  return waiting === 1 ? 'one action waits for you' : `${waiting} actions wait for you`;
}
