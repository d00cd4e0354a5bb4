import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { openInScope } from '../base/scope.ts';
import type { Scope } from '../base/scope.ts';
import { RefusedError } from '../../shared/errors.ts';
import type { RehearsalFault } from '../../shared/ipc-contract.ts';
import type { Callee } from './voipbin/callees.ts';
import type { CallerScript, UtteranceOptions } from './voipbin/caller-script.ts';
import { say, waitForSilence } from './voipbin/caller-script.ts';
import type { ServiceContext } from './voipbin/context.ts';
import type { PlayedSentence, SaidUtterance } from './voipbin/line.ts';
import { receiveMessage } from './voipbin/message-routes.ts';
import type { OpenedContext } from './voipbin/open-context.ts';
import { openContext } from './voipbin/open-context.ts';
import type { PracticeCall } from './voipbin/practice-call.ts';
import { practiceCallOf } from './voipbin/practice-call.ts';
import type { Address } from './voipbin/rows.ts';
import type { RequestNote } from './voipbin/server.ts';
import { createServer } from './voipbin/server.ts';
import type { SpeakingOrder } from './voipbin/speakings.ts';

export type PracticeVoipBinOptions = {
  readonly clock: Clock;
  readonly log: Logger;
  readonly customerId?: string;
  /** The access key that works from the start: `vb_…`. */
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
  /** Signs webhooks; null: an account without a secret. */
  readonly webhookSecret?: string | null;
  /** Own numbers in E.164, at least one. */
  readonly numbers?: readonly string[];
  /** Until a speaking session can speak; above 3000 the service answers 503 before. */
  readonly setupMs?: number;
  /** Characters a second, of the agent's voice and of the people. */
  readonly speechRate?: number;
  /** From the end of a sentence of the agent to its transcript. */
  readonly finalDelayMs?: number;
  /** Whether a flow answers the own numbers from the start (no): else a caller is dropped until one is set. */
  readonly answering?: boolean;
};

/** What the service saw and played since it was opened; oldest first. */
export type PracticePhoneRecords = {
  readonly played: readonly PlayedSentence[];
  readonly said: readonly SaidUtterance[];
  readonly orders: readonly SpeakingOrder[];
  /** The newest 10,000. */
  readonly requests: readonly RequestNote[];
  /** Event sockets that are open now. */
  readonly sockets: number;
  /** Calls whose sound is being taken and given; with the bytes that came for each. */
  readonly streams: readonly { readonly callId: string; readonly received: number }[];
  /** Webhook deliveries that are under way. */
  readonly pendingDeliveries: number;
};

/**
 * A VoIPBIN to rehearse with: the real protocol over loopback HTTP and WebSocket, so that the same client reaches it as
 * reaches the real one. Its audio is words that take their time.
 */
export interface PracticeVoipBin {
  /** The root of the host, without `/v1.0`. */
  readonly url: string;
  readonly customerId: string;
  readonly accessKey: string;
  readonly username: string;
  readonly password: string;
  readonly webhookSecret: string | null;
  /** The first own number, E.164. */
  readonly number: string;
  /** A token as sign-in gives it; it lasts a week unless told otherwise. */
  issueJwt(lifetimeMs?: number): string;
  faults(): readonly RehearsalFault[];
  /** Throws RefusedError for an unknown name. Faults are off at every start. */
  setFault(name: string, on: boolean): void;
  /** Returns the removal of the listener. */
  onFaultsChange(listener: (faults: readonly RehearsalFault[]) => void): () => void;
  /** Someone calls an own number (the first unless told). Returns the id of the call. Throws RefusedError for another number. */
  startCall(given: {
    readonly from: string;
    readonly to?: string;
    readonly script?: CallerScript;
  }): string;
  /** Who is reached when that number, extension or address is dialled. */
  setCallee(target: string, callee: Callee): void;
  /** The person on that call speaks when the agent is silent. Throws RefusedError where no one is on the line. */
  say(callId: string, text: string, options?: UtteranceOptions): void;
  /** As `say`, but at once, also over the agent. */
  interrupt(callId: string, text: string, options?: UtteranceOptions): void;
  /** The person hangs up, also while it still rings. Throws RefusedError where the call is over. */
  hangUp(callId: string): void;
  /** A text message comes in to an own number. Throws RefusedError for another number. */
  sendText(given: { readonly from: string; readonly to?: string; readonly text: string }): string;
  /** Newest first. */
  calls(): readonly PracticeCall[];
  /** After every change of a call and of what is heard on it; returns the removal of the listener. */
  onChange(listener: (calls: readonly PracticeCall[]) => void): () => void;
  records(): PracticePhoneRecords;
  /** Idempotent. Calls end with the service, without another word. */
  close(): Promise<void>;
}

const defaults = { speechRate: 15, setupMs: 300, finalDelayMs: 300 };
const mostRequests = 10_000;
const politeMs = 300;

/** Opens the service on a free port of 127.0.0.1; closes itself when `signal` aborts. */
export function openPracticeVoipBin(
  options: PracticeVoipBinOptions,
  signal: AbortSignal,
): Promise<PracticeVoipBin> {
  return openInScope(signal, (scope) => open(options, scope));
}

async function open(options: PracticeVoipBinOptions, scope: Scope): Promise<PracticeVoipBin> {
  const { clock, log, numbers = ['+12025550199'], answering = false } = options;
  const account = {
    customerId: options.customerId ?? randomUUID(),
    username: options.username ?? 'practice',
    password: options.password ?? randomBytes(12).toString('base64url'),
    accessKey: options.token ?? `vb_${randomBytes(24).toString('base64url')}`,
    webhookSecret: options.webhookSecret ?? null,
  };
  const speech = {
    speechRate: options.speechRate ?? defaults.speechRate,
    setupMs: options.setupMs ?? defaults.setupMs,
    finalDelayMs: options.finalDelayMs ?? defaults.finalDelayMs,
  };
  const opened = openContext({ account, clock, log, numbers, answering, ...speech }, scope);
  const requests: RequestNote[] = [];
  const onAnswer = (note: RequestNote): void => {
    requests.push(note);
    if (requests.length > mostRequests) requests.shift();
  };
  const server = createServer({ context: opened.context, log, onAnswer });
  scope.add('server', server);
  // After the server, so that its sockets are gone when it waits for its connections to end.
  scope.add('sockets', opened.sockets);
  scope.add('streams', opened.streams);
  server.server.on('upgrade', (request, socket, head) =>
    opened.sockets.upgrade(request, socket, head),
  );
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  scope.signal.throwIfAborted();
  const { accessKey, ...shown } = account;
  return {
    url,
    accessKey,
    ...shown,
    number: numbers[0] ?? '',
    issueJwt: (lifetimeMs) => opened.context.account.issueJwt(lifetimeMs),
    ...faultSide(opened.context),
    ...peopleSide(opened.context),
    ...viewSide(opened, requests),
    close: async () => {
      await scope.close();
    },
  };
}

function faultSide({
  faults,
}: ServiceContext): Pick<PracticeVoipBin, 'faults' | 'setFault' | 'onFaultsChange'> {
  return {
    faults: () => faults.list(),
    setFault: (name, on) => faults.set(name, on),
    onFaultsChange: (listener) => faults.onChange(listener),
  };
}

type PeopleSide = 'startCall' | 'setCallee' | 'say' | 'interrupt' | 'hangUp' | 'sendText';

function peopleSide(context: ServiceContext): Pick<PracticeVoipBin, PeopleSide> {
  const { calls, flows, people, callees } = context;
  return {
    startCall: ({ from, to, script = [] }) => {
      const number = ownNumber(context, to);
      const row = calls.create({
        direction: 'incoming',
        status: 'ringing',
        source: addressOf(from),
        destination: addressOf(number.number),
        flowId: number.call_flow_id,
      });
      people.dialIn(row, flows.find(number.call_flow_id)?.actions ?? [], script);
      return row.id;
    },
    setCallee: (target, callee) => callees.set(target, callee),
    say: (callId, text, options) =>
      people.on(callId).follow([waitForSilence(politeMs), say(text, options)]),
    interrupt: (callId, text, options) => people.on(callId).say(text, options),
    hangUp: (callId) => {
      if (calls.table.find(callId)?.status !== 'ringing') return people.on(callId).hangUp();
      calls.end(callId, { by: 'remote', reason: 'cancel' });
    },
    sendText: ({ from, to, text }) => {
      const number = addressOf(ownNumber(context, to).number);
      return receiveMessage(context, { from: addressOf(from), to: number, text }).id;
    },
  };
}

function viewSide(
  { context, sockets, streams, webhooks }: OpenedContext,
  requests: readonly RequestNote[],
): Pick<PracticeVoipBin, 'calls' | 'onChange' | 'records'> {
  const { calls, speakings } = context;
  const views = (): readonly PracticeCall[] =>
    calls.table.list().map((row) => practiceCallOf(row, calls.line(row.id)));
  return {
    calls: views,
    onChange: (listener) => calls.changed.on(() => listener(views())),
    records: () => ({
      played: calls.lines().flatMap(({ played }) => played),
      said: calls.lines().flatMap(({ said }) => said),
      orders: [...speakings.orders],
      requests: [...requests],
      sockets: sockets.count,
      streams: streams.list(),
      pendingDeliveries: webhooks.pending,
    }),
  };
}

function ownNumber(
  { numbers }: ServiceContext,
  wanted?: string,
): { number: string; call_flow_id: string } {
  const found = numbers.list().find(({ number }) => wanted === undefined || number === wanted);
  if (found) return found;
  throw new RefusedError('REHEARSAL_UNKNOWN_NUMBER', 'That is not one of the practice numbers.');
}

function addressOf(target: string): Address {
  const type = target.startsWith('+') ? 'tel' : target.includes('@') ? 'sip' : 'extension';
  return { type, target, target_name: target, name: '', detail: '' };
}
