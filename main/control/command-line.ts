import { parseArgs } from 'node:util';
import type { ControlArgs, ControlCommand } from './contract.ts';
import { toActionRequest } from './action-line.ts';
import { toCallRequest } from './call-line.ts';
import { toCount, toDays, toInstant, toText } from './line-values.ts';
import { toLetterRequest } from './letter-line.ts';
import type { LetterValues } from './letter-line.ts';
import { toMemoryRequest } from './memory-line.ts';
import type { MemoryValues } from './memory-line.ts';
import { toMcpRequest } from './mcp-line.ts';
import { toPlanningRequest } from './planning-line.ts';
import { toRehearsalRequest } from './rehearsal-line.ts';
import type { RehearsalValues } from './rehearsal-line.ts';
import type { ServiceAction } from './service/service-command.ts';
import { UsageError } from './usage-error.ts';

export { usage } from './usage.ts';
export { UsageError } from './usage-error.ts';

type Request = {
  readonly [C in ControlCommand]: { readonly command: C; readonly args: ControlArgs<C> };
}[ControlCommand];

/** What a command does by itself, the same with and without a running instance. */
export type LocalRequest =
  | {
      readonly command: 'backup';
      readonly args: { readonly path: string; readonly force: boolean };
    }
  | { readonly command: 'restore'; readonly args: { readonly path: string } }
  | { readonly command: 'service'; readonly args: { readonly action: ServiceAction } };

/** What a command line asks for. `value` of a `secret set` is still to be read from standard input. */
export type CommandLine = {
  readonly home: string | undefined;
  readonly json: boolean;
  readonly rehearsal: boolean;
  readonly format: 'jsonl' | 'markdown';
  readonly request: Request | LocalRequest;
};

/** Whether a command does its work by itself. */
export function isLocal(request: CommandLine['request']): request is LocalRequest {
  return ['backup', 'restore', 'service'].includes(request.command);
}

/** Null for a request for help. Throws UsageError. */
export function parseCommandLine(argv: readonly string[]): CommandLine | null {
  const { values, positionals } = parse(argv);
  if (values.help || positionals[0] === 'help') return null;
  // An empty variable in a script must not mean the owner's own home.
  if (values.home?.trim() === '') throw new UsageError('--home takes a folder.');
  const format = values.format ?? 'jsonl';
  if (format !== 'jsonl' && format !== 'markdown') {
    throw new UsageError('--format takes jsonl or markdown.');
  }
  return {
    home: values.home,
    json: values.json ?? false,
    rehearsal: values.rehearsal ?? false,
    format,
    request:
      toLocalRequest(positionals, values) ??
      toMemoryRequest(positionals, values) ??
      toRequest(positionals, values),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        home: { type: 'string' },
        json: { type: 'boolean' },
        rehearsal: { type: 'boolean' },
        since: { type: 'string' },
        format: { type: 'string' },
        last: { type: 'string' },
        days: { type: 'string' },
        goal: { type: 'string' },
        call: { type: 'string' },
        sentence: { type: 'string' },
        text: { type: 'string' },
        answer: { type: 'boolean' },
        all: { type: 'boolean' },
        file: { type: 'string', multiple: true },
        link: { type: 'string', multiple: true },
        audio: { type: 'string', multiple: true },
        from: { type: 'string' },
        group: { type: 'boolean' },
        tag: { type: 'boolean' },
        yes: { type: 'boolean' },
        force: { type: 'boolean' },
        facts: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    // Of an option without its value Node writes three lines.
    const detail = error instanceof Error ? error.message : 'Unknown option.';
    throw new UsageError(detail.replaceAll('\n', ' '));
  }
}

type Option = 'since' | 'last' | 'days' | 'goal' | 'call' | 'sentence' | 'text';
type Values = Readonly<Partial<Record<Option, string | undefined>>> &
  RehearsalValues &
  LetterValues &
  MemoryValues &
  Readonly<Partial<Record<'answer' | 'all' | 'yes' | 'force', boolean | undefined>>>;

/** Commands that are one word. */
const bareCommands = [
  ...(['status', 'ledger', 'doctor', 'models', 'senders'] as const),
  ...(['pause', 'resume', 'toggle', 'talk', 'ui', 'quit'] as const),
] as const;

function toRequest([command = '', ...words]: readonly string[], values: Values): Request {
  const bare = bareCommands.find((name) => name === command);
  if (bare) {
    if (words.length > 0) throw new UsageError(`${bare} takes no further words.`);
    return { command: bare, args: {} };
  }
  switch (command) {
    case 'say':
      return { command, args: { text: toText(words, 'say') } };
    case 'open':
      return { command, args: { link: toText(words, 'open') } };
    case 'export':
      return { command, args: { since: toInstant(values.since) } };
    case 'search':
      return { command, args: { text: toText(words, 'search'), last: toCount(values.last) } };
    case 'retry':
      return { command, args: { id: toId(words, command), text: values.text?.trim() || null } };
    case 'drop':
      return { command, args: { id: toId(words, command) } };
    case 'message':
      return toLetterRequest(words, values);
    case 'forget':
      return toForgetRequest(words, values);
    case 'meters':
      return { command, args: { days: toDays(words, values.days) } };
    case 'turns':
    case 'calls':
      return { command, args: { last: toCount(values.last) } };
    case 'call':
    case 'hangup':
    case 'step-up':
    case 'hand-over':
      return toCallRequest(command, words, values);
    case 'number':
      return toNumberRequest(words);
    case 'webhooks':
      return toWebhooksRequest(words);
    case 'secret':
      return toSecretRequest(words);
    case 'rehearse':
      return toRehearsalRequest(words, values);
    default:
      return toFurtherRequest(command, words, values);
  }
}

function toFurtherRequest(command: string, words: readonly string[], values: Values): Request {
  if (command === 'mcp') return toMcpRequest(words);
  const request =
    toActionRequest(command, words, toCount(values.last)) ??
    toPlanningRequest(command, words, values.all ?? false) ??
    toSenderRequest(command, words, values);
  if (request !== null) return request;
  throw new UsageError(command === '' ? 'Which command?' : `There is no command "${command}".`);
}

function toId([id, ...rest]: readonly string[], command: string): string {
  if (!id || rest.length > 0) throw new UsageError(`${command} takes one id; see: adjutant ledger`);
  return id;
}

/** Null for everything that an instance is asked. */
function toLocalRequest(
  [command, ...words]: readonly string[],
  { force = false }: Values,
): LocalRequest | null {
  if (command === 'backup') return { command, args: { path: toPath(words, command), force } };
  if (command === 'service') return { command, args: { action: toServiceAction(words) } };
  return command === 'restore' ? { command, args: { path: toPath(words, command) } } : null;
}

function toServiceAction([action, ...rest]: readonly string[]): ServiceAction {
  const isOne = action === 'install' || action === 'remove' || action === 'status';
  if (isOne && rest.length === 0) return action;
  throw new UsageError('Use: service install, service remove, or service status.');
}

function toPath([path, ...rest]: readonly string[], command: string): string {
  if (!path || rest.length > 0) throw new UsageError(`${command} takes one file.`);
  return path;
}

function toForgetRequest(words: readonly string[], { yes = false }: Values): Request {
  const who = words.join(' ').trim();
  if (who === '') throw new UsageError('forget takes a sender, a number or a conversation.');
  // As people write it: the spaces, dots and brackets of a number say nothing.
  const isNumber = /^\+[\d\s().-]+$/u.test(who);
  return {
    command: 'forget',
    args: { who: isNumber ? who.replaceAll(/[\s().-]/gu, '') : who, yes },
  };
}

function toNumberRequest([action, ...words]: readonly string[]): Request {
  if (action === undefined) return { command: 'number-list', args: {} };
  // As people write it: the spaces, dots and brackets of a number say nothing.
  const number = words.join('').replaceAll(/[\s().-]/gu, '');
  if (number !== '' && action === 'answer') return { command: 'number-answer', args: { number } };
  if (number !== '' && action === 'undo') return { command: 'number-undo', args: { number } };
  throw new UsageError('Use: number, number answer +1…, or number undo +1….');
}

function toSenderRequest(
  command: string,
  [senderId, ...rest]: readonly string[],
  { answer = false }: Values,
): Request | null {
  if (command !== 'allow' && command !== 'disallow') return null;
  if (!senderId || rest.length > 0) throw new UsageError(`${command} takes the id of one sender.`);
  return command === 'allow'
    ? { command, args: { senderId, answer } }
    : { command, args: { senderId } };
}

function toWebhooksRequest([action, service, ...rest]: readonly string[]): Request {
  if (action === undefined) return { command: 'webhooks', args: {} };
  const isOne = service === 'carbonvoice' || service === 'voipbin';
  if (action === 'rotate' && rest.length === 0 && (isOne || service === undefined)) {
    return { command: 'webhooks-rotate', args: { service: service ?? null } };
  }
  throw new UsageError('Use: webhooks, or webhooks rotate [carbonvoice|voipbin].');
}

function toSecretRequest([action, name, ...rest]: readonly string[]): Request {
  if (action === 'list' && name === undefined) return { command: 'secret-list', args: {} };
  if (rest.length > 0) {
    throw new UsageError('A secret’s value is read from standard input, never from arguments.');
  }
  if (action === 'set' && name) return { command: 'secret-set', args: { name, value: '' } };
  if (action === 'delete' && name) return { command: 'secret-delete', args: { name } };
  throw new UsageError('Use: secret set NAME, secret delete NAME, or secret list.');
}
