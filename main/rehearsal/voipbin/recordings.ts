import type { Clock } from '../../base/clock.ts';
import type { Calls } from './calls.ts';
import type { RecordingRow } from './rows.ts';
import type { Stamps } from './stamps.ts';
import { noId } from './stamps.ts';
import { Table } from './table.ts';

export type RecordingsOptions = {
  readonly customerId: string;
  readonly clock: Clock;
  readonly stamps: Stamps;
  readonly calls: Calls;
};

/** The recordings of the account; practice has only their times, no sound. */
export class Recordings {
  readonly table: Table<RecordingRow>;
  readonly #options: RecordingsOptions;

  constructor(options: RecordingsOptions) {
    this.#options = options;
    this.table = new Table(options.stamps, options.customerId, 'RESOURCE_NOT_FOUND');
  }

  /** VoIPBIN: one at a time, on a call that is up, ended by itself after `durationS` seconds (0: never) or with the call. */
  start(callId: string, { format, durationS }: { format: string; durationS: number }): void {
    const { calls, clock } = this.#options;
    const call = calls.table.get(callId);
    if (call.status !== 'progressing' || call.recording_id !== noId) return;
    const { id } = this.table.insert((head) => ({
      ...head,
      activeflow_id: call.activeflow_id,
      reference_type: 'call',
      reference_id: callId,
      status: 'recording',
      format,
      tm_start: head.tm_create,
      tm_end: null,
    }));
    calls.touch(callId, { recording_id: id, recording_ids: [...call.recording_ids, id] });
    const cancel = durationS > 0 ? clock.schedule(durationS * 1000, () => this.stop(callId)) : null;
    calls.line(callId).onClose(() => {
      cancel?.();
      this.#end(id);
    });
  }

  stop(callId: string): void {
    const { calls } = this.#options;
    const { recording_id: id } = calls.table.get(callId);
    if (id === noId) return;
    this.#end(id);
    calls.touch(callId, { recording_id: noId });
  }

  #end(id: string): void {
    if (this.table.find(id)?.status !== 'recording') return;
    this.table.update(id, { status: 'ended', tm_end: this.#options.stamps.next() });
  }
}
