import { randomUUID } from 'node:crypto';
import { Emitter } from '../../base/emitter.ts';
import type { Clock } from '../../base/clock.ts';
import type { EventHub } from './event-hub.ts';
import { Line } from './line.ts';
import type { Address, CallRow, CallStatus, HangupBy, HangupReason } from './rows.ts';
import { callWire } from './rows.ts';
import type { Stamps } from './stamps.ts';
import { noId } from './stamps.ts';
import { Table } from './table.ts';

/** VoIPBIN: no call is longer. */
const longestCallMs = 3_600_000;
/** Between the order to hang up and the end of the call. */
const hangupMs = 200;

export type CallsOptions = {
  readonly customerId: string;
  readonly clock: Clock;
  readonly stamps: Stamps;
  readonly hub: EventHub;
};

/** All calls of the account, with the line of each. */
export class Calls {
  readonly table: Table<CallRow>;
  /** After every change of a call or of what is heard on it; the id of the call. */
  readonly changed = new Emitter<string>();
  /** Once for each call, when it is over. */
  readonly ended = new Emitter<CallRow>();
  readonly #options: CallsOptions;
  readonly #lines = new Map<string, Line>();

  constructor(options: CallsOptions) {
    this.#options = options;
    this.table = new Table(options.stamps, options.customerId, 'CALL_NOT_FOUND');
  }

  create(given: {
    readonly direction: CallRow['direction'];
    readonly status: CallStatus;
    readonly source: Address;
    readonly destination: Address;
    readonly flowId: string;
  }): CallRow {
    const { clock, hub } = this.#options;
    const { direction, status, source, destination } = given;
    const row = this.table.insert((head) => ({
      ...newCall(head),
      flow_id: given.flowId,
      direction,
      status,
      source,
      destination,
      tm_ringing: status === 'ringing' ? head.tm_create : null,
    }));
    const onChange = (): void => this.changed.emit(row.id);
    this.#lines.set(row.id, new Line(row.id, { clock, onChange }));
    hub.publish('call_created', callWire(row));
    this.changed.emit(row.id);
    return row;
  }

  /** Throws the 404 of a call. */
  line(callId: string): Line {
    const line = this.#lines.get(this.table.get(callId).id);
    if (!line) throw new Error('a call has no line');
    return line;
  }

  /** Of all calls there were, oldest first. */
  lines(): readonly Line[] {
    return [...this.#lines.values()];
  }

  isOver(callId: string): boolean {
    return (this.table.find(callId)?.status ?? 'hangup') === 'hangup';
  }

  ring(callId: string): void {
    if (this.table.get(callId).status !== 'dialing') return;
    this.#to(callId, { status: 'ringing', tm_ringing: this.#options.stamps.next() });
  }

  /** False where there is nothing to answer any more. */
  answer(callId: string): boolean {
    const { clock, stamps } = this.#options;
    if (!['dialing', 'ringing'].includes(this.table.get(callId).status)) return false;
    this.#to(callId, { status: 'progressing', tm_progressing: stamps.next() });
    const cancel = clock.schedule(longestCallMs, () =>
      this.end(callId, { by: 'local', reason: 'timeout' }),
    );
    this.line(callId).onClose(cancel);
    return true;
  }

  /** VoIPBIN: sent for every action of a flow and the like; no change of status. */
  touch(callId: string, change: Partial<CallRow>): void {
    this.#options.hub.publish('call_updated', callWire(this.table.update(callId, change)));
    this.changed.emit(callId);
  }

  /** As the API does it: on its way out first, over a moment later; what is over stays as it is. */
  hangUp(callId: string): CallRow {
    const call = this.table.get(callId);
    if (['terminating', 'canceling', 'hangup'].includes(call.status)) return call;
    const isCanceled = call.direction === 'outgoing' && call.status !== 'progressing';
    const row = this.#to(callId, { status: isCanceled ? 'canceling' : 'terminating' });
    const reason = isCanceled ? 'cancel' : 'normal';
    this.#options.clock.schedule(hangupMs, () => this.end(callId, { by: 'local', reason }));
    return row;
  }

  end(callId: string, why: { readonly by: HangupBy; readonly reason: HangupReason }): void {
    if (this.isOver(callId)) return;
    const tm_hangup = this.#options.stamps.next();
    // First the line: nothing may be heard, or understood, after the end.
    this.line(callId).close();
    const change = { hangup_by: why.by, hangup_reason: why.reason, tm_hangup } as const;
    this.ended.emit(this.#to(callId, { status: 'hangup', ...change }));
  }

  #to(callId: string, change: Partial<CallRow> & { readonly status: CallStatus }): CallRow {
    const row = this.table.update(callId, change);
    this.#options.hub.publish(`call_${change.status}`, callWire(row));
    this.changed.emit(callId);
    return row;
  }
}

type Defaults = Omit<CallRow, 'direction' | 'status' | 'source' | 'destination'>;

function newCall(head: Parameters<Parameters<Table<CallRow>['insert']>[0]>[0]): Defaults {
  return {
    ...head,
    owner_type: '',
    owner_id: noId,
    flow_id: noId,
    activeflow_id: randomUUID(),
    type: 'flow',
    master_call_id: noId,
    chained_call_ids: [],
    recording_id: noId,
    recording_ids: [],
    groupcall_id: noId,
    action: { id: noId, type: '' },
    metadata: {},
    mute_direction: '',
    hangup_by: '',
    hangup_reason: '',
    tm_ringing: null,
    tm_progressing: null,
    tm_hangup: null,
  };
}
