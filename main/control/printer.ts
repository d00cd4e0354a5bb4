import type { Connections, ConnectionState } from '../../shared/connection.ts';
import { connectionNames } from '../../shared/connection.ts';
import { describeMeters, describeOutcome } from '../../shared/call-outcome.ts';
import type { CallAccount } from '../../shared/call-account.ts';
import type { NumberView } from '../../shared/phone-number.ts';
import type { Turn } from '../../shared/turns.ts';
import type { Action } from '../../shared/action.ts';
import { describeAnswer, toApprovals, toAudit } from './action-words.ts';
import { describeAllowed, describeSenders } from './sender-words.ts';
import type { AllowedSender } from '../../shared/sender.ts';
import type { CommandLine } from './command-line.ts';
import { keepingWords } from './keeping-words.ts';
import { describeReminders, describeTasks, planningWords } from './planning-words.ts';
import { describeLedger } from './ledger-words.ts';
import type { McpServerView } from '../../shared/mcp.ts';
import { describeMcp, describeMcpServer } from './mcp-words.ts';
import { describeWebhooks } from './webhook-words.ts';
import { describeModelLists } from './model-words.ts';
import { describeItem, isFinding } from './findings.ts';
import { describeContacts, describeNotes, memoryWords } from './memory-words.ts';
import { describeSaid } from './say-words.ts';

/** Where answers are printed, item by item; `end` comes after the last. */
export type Printer = { item(value: unknown): void; end(): void };

/** As JSON for scripts, or as words for people. */
export function createPrinter(line: CommandLine, write: (text: string) => void): Printer {
  const writeJson = (value: unknown): void => write(`${JSON.stringify(value)}\n`);
  const { command } = line.request;
  const describeList = lists[command];
  if (describeList) {
    return collect(line.json ? writeJson : (values) => write(describeList(values)));
  }
  if (command === 'doctor') {
    return line.json ? collect((items) => writeJson(items.filter(isFinding))) : findings(write);
  }
  // The export is a format of its own; its caller turns Markdown into text before it comes here.
  if (command === 'export') {
    return each((value) => (typeof value === 'string' ? write(`${value}\n`) : writeJson(value)));
  }
  return each(line.json ? writeJson : (value) => write(toWords(command, value)));
}

/** What is a list, and is told as one. */
const lists: Partial<Record<Command, (values: readonly unknown[]) => string>> = {
  turns: (turns) => toTable(turns),
  calls: (calls) => toList(calls),
  ledger: describeLedger,
  tasks: describeTasks,
  reminders: describeReminders,
  'number-list': (numbers) => toNumbers(numbers),
  senders: describeSenders,
  approvals: toApprovals,
  audit: toAudit,
  models: describeModelLists,
  notes: describeNotes,
  contacts: describeContacts,
  mcp: describeMcp,
};

function findings(write: (text: string) => void): Printer {
  return each((item) => write(describeItem(item)));
}

function each(print: (value: unknown) => void): Printer {
  return { item: print, end: () => {} };
}

function collect(print: (values: readonly unknown[]) => void): Printer {
  const values: unknown[] = [];
  return { item: (value) => void values.push(value), end: () => print(values) };
}

type Command = CommandLine['request']['command'];
type Words = Readonly<Record<string, unknown>>;

function toWords(command: Command, value: unknown): string {
  const words = value as Words;
  switch (command) {
    case 'status':
      return describeStatus(words);
    case 'say':
      return describeSaid(words);
    case 'ui':
      return `${String(words['ui'])}\n`;
    case 'toggle':
    case 'talk':
    case 'open':
      return `${String(words['done'])}\n`;
    case 'secret-list':
      return (words['names'] as readonly string[]).map((name) => `${name}\n`).join('');
    case 'secret-set':
      return describeKept(words);
    case 'secret-delete':
      return words['deleted'] ? 'Deleted.\n' : 'There was none by that name.\n';
    case 'pause':
    case 'resume':
      return words['paused']
        ? 'Paused: everything is kept, nothing is answered.\n'
        : 'Resumed: what was kept is being answered.\n';
    case 'call':
    case 'rehearse-call':
      return `Calling (${String(words['callId'])}).\n`;
    case 'hangup':
    case 'rehearse-hangup':
      return 'Hung up.\n';
    case 'retry':
      return `Tried again: it is ${String(words['delivery'])}.\n`;
    case 'approve':
    case 'deny':
      return describeAnswer(words as Pick<Action, 'state' | 'summary'>);
    case 'drop':
      return 'Dropped.\n';
    case 'message':
      return `Kept, and sent as soon as it can be (${String(words['id'])}).\n`;
    case 'rehearse-text':
      return 'Sent to the practice number.\n';
    case 'hand-over':
      return 'The caller is told, and the other party is called; what becomes of it stands in the thread.\n';
    case 'rehearse-message':
      return 'Sent. Its transcript follows as it would at the real service.\n';
    default:
      return toSettingWords(command, words);
  }
}

/** What was set up: numbers, who may write, faults. */
function toSettingWords(command: Command, words: Words): string {
  switch (command) {
    case 'rehearse-fault':
      return `The fault ${String(words['name'])} is ${words['on'] ? 'on' : 'off'}.\n`;
    case 'step-up':
      return 'From here on the caller is taken for you.\n';
    case 'number-answer':
      return describeAnswered(words as NumberView & { readonly detail: string });
    case 'number-undo':
      return `${String(words['number'])}: ${String(words['detail'])}\n`;
    case 'allow':
      return describeAllowed(words as AllowedSender);
    case 'disallow':
      return words['disallowed'] ? 'Not allowed any more.\n' : 'They were not allowed.\n';
    case 'mcp-approve':
      return describeMcpServer(words as McpServerView);
    case 'mcp-revoke':
      return words['revoked'] ? 'Not used any more.\n' : 'It was not allowed.\n';
    case 'rehearse-react':
      return 'Reacted to the newest request.\n';
    case 'webhooks':
    case 'webhooks-rotate':
      return describeWebhooks(words);
    default:
      return (
        (memoryWords[command] ?? keepingWords[command] ?? planningWords[command])?.(words) ?? ''
      );
  }
}

function toNumbers(numbers: readonly unknown[]): string {
  if (numbers.length === 0) return 'The account has no number.\n';
  return (numbers as readonly NumberView[]).map(describeNumber).join('');
}

function describeAnswered(number: NumberView & { readonly detail: string }): string {
  const { detail } = number;
  return describeNumber(number) + (detail === '' ? '' : `${detail}\n`);
}

function describeNumber({ number, answeredBy, flow, isSetUp }: NumberView): string {
  const answers = {
    adjutant: 'Adjutant answers; its mailbox when nobody is here',
    mailbox: 'the mailbox of Adjutant takes every call now',
    other: `another flow answers${flow === null ? '' : ` (${flow})`}`,
    nothing: 'nothing answers',
  };
  const hint = isSetUp ? '' : `  → number answer ${number}`;
  return `${number.padEnd(17)} ${answers[answeredBy]}${hint}\n`;
}

function describeKept({ name, kept, detail }: Words): string {
  if (kept === 'keychain') return `${String(name)} is kept in the keychain.\n`;
  return `${String(name)} is kept in memory for this run only. ${String(detail)}\n`;
}

function describeStatus(status: Words): string {
  const connections = status['connections'] as Partial<Connections>;
  const problems = status['settingsProblems'] as readonly { path: string; message: string }[];
  return [
    describeRun(status),
    ...connectionNames.flatMap((name) => describeConnection(name, connections[name])),
    ...describeTunnel(status['tunnel'] as TunnelStatus),
    ...describeBoxes(status as Readonly<Record<string, Readonly<Record<string, number>>>>),
    ...problems.map(({ path, message }) => `  setting ${path}: ${message}`),
    '',
  ].join('\n');
}

function describeRun({ version, uptimeMs, paused, rehearsal }: Words): string {
  const seconds = Math.round(Number(uptimeMs) / 1000);
  const kind = rehearsal ? ', a rehearsal: nothing here is real' : '';
  return `Adjutant ${String(version)}, up for ${seconds} s${paused ? ', paused' : ''}${kind}`;
}

function describeConnection(name: string, state: ConnectionState | undefined): readonly string[] {
  if (!state) return [];
  const { status, detail, remedy } = state;
  const toDo = remedy === '' ? '' : `\n${' '.repeat(27)}→ ${remedy}`;
  return [`  ${name.padEnd(12)} ${status.padEnd(12)} ${detail}${toDo}`];
}

type TunnelStatus = {
  readonly url: string | null;
  readonly requests: {
    readonly month: string;
    readonly count: number;
    readonly plan: number | null;
  };
};

/** Nothing while there is no public address and none was used this month. */
function describeTunnel({ url, requests }: TunnelStatus): readonly string[] {
  const { month, count, plan } = requests;
  if (url === null && count === 0) return [];
  const of = plan === null ? '' : ` of ${plan}`;
  return [`  requests     ${count}${of} through the tunnel in ${month}`];
}

function describeBoxes({
  inbox = {},
  outbox = {},
}: Readonly<Record<string, Readonly<Record<string, number>>>>): readonly string[] {
  return [
    `  inbox        ${inbox['pending']} pending, ${inbox['failed']} failed`,
    `  outbox       ${outbox['pending']} pending, ${outbox['failed']} failed, ${outbox['unknown']} unknown`,
  ];
}

/** One line for each call, and below it what it was for and what it used. */
function toList(calls: readonly unknown[]): string {
  if (calls.length === 0) return 'There was no call yet.\n';
  return (calls as readonly CallAccount[]).map(describeCall).join('');
}

function describeCall(call: CallAccount): string {
  const { direction, number, principal, goal, startedAt, answeredAt, endedAt, outcome } = call;
  const way = direction === 'incoming' ? 'from' : 'to';
  const how = outcome === null ? (endedAt === null ? 'under way' : '-') : describeOutcome(outcome);
  const durationMs = answeredAt === null || endedAt === null ? null : endedAt - answeredAt;
  const meters = describeMeters({ ...call, durationMs });
  const below = [goal === null ? '' : `What it is for: ${goal}`, meters];
  const lines = below.filter((line) => line !== '').map((line) => `  ${line}\n`);
  const head = `${new Date(startedAt).toISOString()}  ${way} ${number} (${principal}): ${how}\n`;
  return [head, ...lines].join('');
}

/** Milliseconds from the receipt of the message to each stage. */
function toTable(turns: readonly unknown[]): string {
  const stages = ['transcriptAt', 'modelAskedAt', 'firstTokenAt', 'firstSentAt', 'doneAt'] as const;
  const head = ['channel', ...stages].map((name) => name.padEnd(13)).join('');
  const rows = (turns as readonly Turn[]).map((turn) => {
    const times = stages.map((stage) => since(turn.receivedAt, turn[stage]).padEnd(13));
    return turn.channel.padEnd(13) + times.join('');
  });
  return `${[head, ...rows].map((row) => row.trimEnd()).join('\n')}\n`;
}

function since(from: number | null, to: number | null): string {
  if (from === null || to === null) return '-';
  // On the phone the model may be asked before the end of the caller's turn is sure.
  const ms = Math.round(to - from);
  return `${ms < 0 ? '' : '+'}${ms} ms`;
}
