import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { parseCommandLine, UsageError } from '../../../main/control/command-line.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { IpcRouter } from '../../../main/ipc/ipc-router.ts';
import type { IpcHandlers } from '../../../main/ipc/ipc-router.ts';
import { findJsonFault } from '../../../main/settings/json-fault.ts';
import { settingsFromEnvironment } from '../../../main/settings/settings-from-environment.ts';
import { isOurs, readCookie } from '../../../main/web/guard.ts';
import { serveSocket } from '../../../main/web/page-socket.ts';
import { isCalendarAddress } from '../../../shared/calendar-sources.ts';
import { sameKeys } from '../../../shared/accelerator.ts';
import { parseDeepLink } from '../../../shared/deep-link.ts';
import { citedMessage } from '../../../shared/citations.ts';
import { ipcAnswerSchema, ipcRequests } from '../../../shared/ipc-contract.ts';
import { must } from '../target.ts';
import type { Target } from '../target.ts';

const names = Object.keys(ipcRequests);

/** What the window, the page, the commands and the environment hand in. */
export const ownerTargets: readonly Target[] = [
  { name: 'window-request', kind: 'json', read: readRequest, words: names },
  { name: 'page-frame', kind: 'json', read: readFrame, words: names },
  {
    name: 'page-head',
    kind: 'text',
    read: readHead,
    words: ['=', ';', 'localhost:', '127.0.0.1', 'adjutant-1'],
  },
  { name: 'settings-text', kind: 'json', read: readJsonFault },
  {
    name: 'settings-variables',
    kind: 'text',
    read: readVariables,
    cost: 5,
    words: ['ADJUTANT_', '=', '\n', '{', '"', 'AGENT_POLICIES'],
  },
  {
    name: 'command-line',
    kind: 'text',
    read: readCommand,
    errors: [UsageError],
    limited: true,
    quotes: true,
    words: ['\n', '--', '--json', 'call', '+1'],
  },
  {
    ...{ name: 'deep-link', kind: 'text', read: readLink },
    words: ['adjutant://', 'message/', 'compose?text=', '%E2%80%AE', '%0D%0A', '+', '&', '#', '%'],
  },
  {
    name: 'words-address',
    kind: 'text',
    read: readAddresses,
    words: ['webcal://', 'https://', '@', '+', 'Ctrl'],
  },
];

function readLink(input: Buffer): unknown {
  const link = input.toString('utf8');
  const asked = parseDeepLink(link)?.asked;
  if (asked?.type === 'message')
    must(/^[\w-]{1,100}$/u.test(asked.messageId), 'a link names what is no message');
  if (asked?.type !== 'compose') return null;
  const { text } = asked;
  must(text.length <= 2000 && text.isWellFormed(), 'a link writes more than a draft');
  must(!/[\u202A-\u202E\u2066-\u2069\u200B\0]/u.test(text), 'a link writes what is not seen');
  const again = parseDeepLink(`adjutant://compose?text=${encodeURIComponent(text)}`)?.asked;
  must(
    encodeURIComponent(text).length > 7000 || again?.type === 'compose',
    'a draft cannot be written again',
  );
  return null;
}

/** Every request is answered by itself; what it gets has passed its schema. */
function routerOf(): IpcRouter {
  const handlers = Object.fromEntries(
    names.map((name) => [name, () => Promise.resolve({ name })]),
  ) as unknown as IpcHandlers;
  return new IpcRouter(handlers, silentLogger);
}

async function readRequest(input: Buffer): Promise<unknown> {
  const given = parse(input);
  const { name, payload } = isRecord(given) ? given : { name: '', payload: given };
  const answer = await routerOf().handle(
    typeof name === 'string' ? name : String(input.length),
    payload,
  );
  must(ipcAnswerSchema.safeParse(answer).success, 'an answer is none');
  must(answer.ok || answer.error.code.startsWith('IPC_'), 'a request ends in an error of ours');
  return null;
}

class Page extends EventEmitter {
  readonly OPEN = 1;
  readonly readyState = 1;
  readonly bufferedAmount = 0;
  readonly sent: string[] = [];
  closed = 0;

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.closed += 1;
  }

  ping(): void {}

  terminate(): void {
    this.closed += 1;
  }
}

async function readFrame(input: Buffer): Promise<unknown> {
  const page = new Page();
  const app = { router: routerOf(), onEvent: () => () => {} };
  serveSocket(page as unknown as WebSocket, app, silentLogger);
  try {
    page.emit('message', input);
    await new Promise(setImmediate);
    must(page.sent.length + page.closed === 1, 'a frame has no answer, or more than one');
  } finally {
    page.emit('close');
  }
  return null;
}

function readHead(input: Buffer): unknown {
  const text = input.toString('utf8');
  const [cookie = '', host = '', origin = ''] = text.split('\n');
  const request = { headers: { cookie, host, origin }, socket: { localPort: 1 } };
  isOurs(request as unknown as IncomingMessage);
  const found = readCookie(request as unknown as IncomingMessage, 'adjutant-1');
  must(found === null || cookie.includes(found), 'a cookie is none of those that came');
  return null;
}

/** The owner is told of a fault exactly where the file cannot be read. */
function readJsonFault(input: Buffer): unknown {
  const text = input.toString('utf8');
  const fault = findJsonFault(text);
  let isJson = true;
  try {
    JSON.parse(text);
  } catch {
    isJson = false;
  }
  must(
    (fault === null) === isJson,
    'a fault of settings.json is told where there is none, or is not told',
  );
  return fault;
}

function readVariables(input: Buffer): unknown {
  const lines = input
    .toString('utf8')
    .split('\n', 200)
    .map((line) => line.split('='));
  const env = Object.fromEntries(lines.map(([name = '', ...value]) => [name, value.join('=')]));
  const { found, problems } = settingsFromEnvironment(env);
  must(
    found.every(({ value }) => value !== undefined),
    'a variable sets nothing',
  );
  must(
    problems.every(({ message }) => message.length < 2000),
    'a problem is told at length',
  );
  return null;
}

function readCommand(input: Buffer): unknown {
  return parseCommandLine(input.toString('utf8').split('\n', 60));
}

function readAddresses(input: Buffer): unknown {
  const text = input.toString('utf8');
  isCalendarAddress(text);
  citedMessage(text);
  must(sameKeys(text, text, false) || text.trim() === '', 'keys differ from themselves');
  return null;
}

function parse(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString('utf8'));
  } catch {
    // The mutator makes what is no JSON, too.
    return input.toString('utf8');
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
