import type { Connections } from '../../shared/connection.ts';

/** The app in one word for the tray. */
export type OverviewState =
  | 'idle'
  | 'listening'
  | 'thinking'
  | 'on-a-call'
  | 'needs-you'
  | 'offline'
  | 'paused';
export type Overview = { readonly state: OverviewState; readonly tooltip: string };

export type OverviewParts = {
  readonly agentName: string;
  readonly paused: boolean;
  readonly turnsUnderWay: number;
  readonly connections: Connections;
};

/** What the tray shows; the most urgent thing first. */
export function overview(parts: OverviewParts): Overview {
  const { agentName, paused, turnsUnderWay, connections } = parts;
  if (paused) return { state: 'paused', tooltip: `${agentName} is paused` };
  const states = Object.values(connections);
  const refused = states.find(({ status }) => status === 'refused');
  if (refused) return { state: 'needs-you', tooltip: `${agentName}: ${refused.detail}` };
  if (turnsUnderWay > 0) return { state: 'thinking', tooltip: `${agentName} is thinking` };
  const lost = states.find(({ status }) => status === 'failed' || status === 'reconnecting');
  if (lost) return { state: 'offline', tooltip: `${agentName}: ${lost.detail}` };
  return { state: 'idle', tooltip: `${agentName} is ready` };
}
