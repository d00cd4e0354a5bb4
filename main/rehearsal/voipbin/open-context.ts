import type { Clock } from '../../base/clock.ts';
import type { Logger } from '../../base/log.ts';
import type { Scope } from '../../base/scope.ts';
import type { AccountOptions } from './account.ts';
import { Account } from './account.ts';
import { Callees } from './callees.ts';
import { Calls } from './calls.ts';
import type { ServiceContext } from './context.ts';
import type { EventSink } from './event-hub.ts';
import { EventHub } from './event-hub.ts';
import { MediaStreams } from './media-streams.ts';
import { EventSockets } from './event-sockets.ts';
import { voipBinFaults } from './faults.ts';
import { OwnedClock } from './owned-clock.ts';
import { People } from './people.ts';
import { Recordings } from './recordings.ts';
import type { FlowRow, NumberRow } from './rows.ts';
import { Speakings } from './speakings.ts';
import { noId, Stamps } from './stamps.ts';
import { Table } from './table.ts';
import { Transcribes } from './transcribes.ts';
import { Webhooks } from './webhooks.ts';

const yearMs = 365 * 24 * 3_600_000;

export type ContextOptions = {
  readonly account: AccountOptions;
  readonly clock: Clock;
  readonly log: Logger;
  /** Own numbers, E.164. */
  readonly numbers: readonly string[];
  readonly speechRate: number;
  readonly setupMs: number;
  readonly finalDelayMs: number;
  /** Whether a flow answers the numbers from the start. */
  readonly answering: boolean;
};

export type OpenedContext = {
  readonly context: ServiceContext;
  readonly sockets: EventSockets;
  readonly streams: MediaStreams;
  readonly webhooks: Webhooks;
};

/** Builds the parts of the service, each registered in `scope`; the server that serves them is not among them. */
export function openContext(options: ContextOptions, scope: Scope): OpenedContext {
  const { log, speechRate, setupMs } = options;
  const { customerId } = options.account;
  const clock = scope.add('timers', new OwnedClock(options.clock));
  const stamps = new Stamps(clock);
  const faults = voipBinFaults();
  const account = new Account(options.account, { clock, stamps });
  const webhooks = scope.add('webhooks', new Webhooks({ account, faults, clock, log }));
  const sinks: EventSink[] = [webhooks];
  const hub = new EventHub({ faults, clock, sinks });
  const common = { customerId, clock, stamps, hub, faults };
  const calls = new Calls(common);
  const streams = new MediaStreams({ calls, clock, faults });
  const sockets = new EventSockets({ account, faults, clock, streams });
  sinks.unshift(sockets);
  const { finalDelayMs } = options;
  const transcribes = new Transcribes({ ...common, calls, finalDelayMs });
  scope.add('transcriptions', transcribes);
  const recordings = new Recordings({ customerId, clock, stamps, calls });
  const flows = new Table<FlowRow>(stamps, customerId, 'RESOURCE_NOT_FOUND');
  const flowId = options.answering ? addAnsweringFlow(flows) : noId;
  const numbers = numbersOf(options, stamps, flowId);
  const context: ServiceContext = {
    ...common,
    account,
    calls,
    groupcalls: new Table(stamps, customerId, 'RESOURCE_NOT_FOUND'),
    flows,
    numbers,
    messages: new Table(stamps, customerId, 'RESOURCE_NOT_FOUND'),
    transcribes,
    recordings,
    speakings: new Speakings({ ...common, calls, speechRate }),
    callees: new Callees(),
    people: new People({ calls, transcribes, recordings, clock, speechRate }),
    speechRate,
    setupMs,
    signal: scope.signal,
  };
  return { context, sockets, streams, webhooks };
}

/** Answers, and keeps the call up for as long as one can last. */
function addAnsweringFlow(flows: Table<FlowRow>): string {
  const actions = [{ type: 'answer' }, { type: 'sleep', option: { duration: 3_600_000 } }];
  return flows.insert((head) => ({
    ...head,
    type: 'flow',
    name: 'Practice answering',
    detail: '',
    actions,
    direct_hash: '',
    on_complete_flow_id: noId,
  })).id;
}

function numbersOf(
  { numbers, account, clock }: ContextOptions,
  stamps: Stamps,
  flowId: string,
): Table<NumberRow> {
  const table = new Table<NumberRow>(stamps, account.customerId, 'RESOURCE_NOT_FOUND');
  // Rows are listed newest first, and the first number of the options is to be the first of the list.
  for (const number of numbers.toReversed()) {
    table.insert((head) => ({
      ...head,
      number,
      type: number.startsWith('+899') ? 'virtual' : 'normal',
      call_flow_id: flowId,
      message_flow_id: noId,
      name: 'Practice number',
      detail: '',
      status: 'active',
      t38_enabled: false,
      emergency_enabled: false,
      tm_purchase: head.tm_create,
      tm_renew: new Date(clock.now() + yearMs).toISOString(),
    }));
  }
  return table;
}
