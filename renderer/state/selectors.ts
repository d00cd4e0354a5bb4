import {
  connectionNames,
  type ConnectionName,
  type Connections,
  type ConnectionState,
  type ConnectionStatus,
} from '../../shared/connection.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import { strings } from '../strings.ts';
import type { WindowState } from './window-state.ts';

/** One connection as a row of the list. */
export type NamedConnection = ConnectionState & { readonly name: ConnectionName };

const noMessages: readonly ThreadMessage[] = [];

/** Lower comes first: what needs the owner, then what is on its way, then what works, then what is unused. */
const urgency: Readonly<Record<ConnectionStatus, number>> = {
  refused: 0,
  failed: 0,
  reconnecting: 1,
  connecting: 1,
  connected: 2,
  off: 3,
};

export function selectMessages({ snapshot }: WindowState): readonly ThreadMessage[] {
  return snapshot?.messages ?? noMessages;
}

export function selectAgentName({ snapshot }: WindowState): string {
  return snapshot?.agentName ?? strings.appName;
}

/** Another text whenever a call began, ended or was told of. */
export function selectCallNews({ snapshot }: WindowState): string {
  const told = snapshot?.messages.findLast(({ brief }) => brief !== undefined)?.id ?? '';
  const calls = snapshot?.calls.map(({ callId, state }) => `${callId} ${state}`) ?? [];
  return [told, ...calls].join(' ');
}

/** The reply at the desk that is being written; null while there is none. */
export function selectWritten({ snapshot }: WindowState): string | null {
  const isWritten = ({ channel, direction, delivery }: ThreadMessage): boolean =>
    channel === 'desktop' && direction === 'out' && delivery === 'sending';
  return snapshot?.messages.findLast(isWritten)?.id ?? null;
}

/** Whether the owner may send, or why not. */
export function selectSendBlock({ snapshot, connection }: WindowState): 'lost' | 'paused' | null {
  if (connection !== 'open' || !snapshot) return 'lost';
  return snapshot.paused ? 'paused' : null;
}

/** Servers of tools are shown where there are any: most people have none and need not know of them. */
export function shownConnections(connections: Connections): readonly ConnectionName[] {
  return connectionNames.filter((name) => name !== 'mcp' || connections.mcp.status !== 'off');
}

/** All connections, the ones that need the owner first, else in their usual order. */
export function byUrgency(connections: Connections): readonly NamedConnection[] {
  return shownConnections(connections)
    .map((name) => ({ name, ...connections[name] }))
    .toSorted((a, b) => urgency[a.status] - urgency[b.status]);
}

/** Those that stay broken until the owner does something. */
export function problemsOf(connections: Connections): readonly NamedConnection[] {
  return byUrgency(connections).filter(({ status }) => urgency[status] === 0);
}
