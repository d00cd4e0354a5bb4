import type { Action } from '../../shared/action.ts';

/** One line for each action that waits, and below it how to answer. */
export function toApprovals(actions: readonly unknown[]): string {
  if (actions.length === 0) return 'Nothing waits for you.\n';
  return (actions as readonly Action[]).map(describeApproval).join('');
}

function describeApproval({ id, tool, summary, channel, principal, author, expiresAt }: Action) {
  const who = principal === 'owner' ? 'you' : `${author} (${principal})`;
  const until = expiresAt === null ? '' : `, until ${new Date(expiresAt).toISOString()}`;
  return [
    `${summary}`,
    `  ${tool}, asked for by ${who} on ${channel}${until}`,
    `  adjutant approve ${id.slice(0, 8)}   adjutant deny ${id.slice(0, 8)}`,
    '',
  ].join('\n');
}

/** What was done, who said yes to it, where and how. */
export function toAudit(actions: readonly unknown[]): string {
  if (actions.length === 0) return 'Nothing was done yet.\n';
  return (actions as readonly Action[]).map(describeAction).join('');
}

function describeAction(action: Action): string {
  const { createdAt, tool, summary, state, result, author, principal, channel } = action;
  const who = principal === 'owner' ? 'you' : `${author} (${principal})`;
  const came = result === null || result === '' ? '' : `\n  ${firstLine(result)}`;
  const head = `${new Date(createdAt).toISOString()}  ${state.padEnd(8)} ${summary}`;
  return `${head}\n  ${tool}, for ${who} on ${channel}; ${describeDecision(action)}${came}\n`;
}

/** Who let it happen, and where. */
export function describeDecision({
  decidedVia,
  decidedBy,
  state,
}: Pick<Action, 'decidedVia' | 'decidedBy' | 'state'>): string {
  if (decidedVia === null) return 'not decided yet';
  if (decidedVia === 'policy') return 'allowed by the settings';
  if (decidedVia === 'time') return 'nobody answered in time';
  const verdict = state === 'denied' ? 'refused' : 'approved';
  return `${verdict} by ${decidedBy === 'owner' ? 'you' : String(decidedBy)} (${ways[decidedVia]})`;
}

const ways = {
  window: 'in the window',
  notification: 'by a notification',
  command: 'by command',
  call: 'on a call',
  'carbonvoice-reply': 'by a Carbon Voice reply',
  'carbonvoice-reaction': 'by a Carbon Voice reaction',
} as const;

/** What became of the owner's answer. */
export function describeAnswer({ state, summary }: Pick<Action, 'state' | 'summary'>): string {
  if (state === 'denied') return `Not done: ${summary}\n`;
  return `Approved, and being done: ${summary}\n`;
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
