import { z } from 'zod';
import type { Row } from './table.ts';

/** VoIPBIN: a party. For an extension the routing key is `target_name`. */
export const addressSchema = z.object({
  type: z.string().default(''),
  target: z.string().default(''),
  target_name: z.string().default(''),
  name: z.string().default(''),
  detail: z.string().default(''),
});
export type Address = Readonly<z.infer<typeof addressSchema>>;

/** VoIPBIN: one step of a flow. */
export const actionSchema = z.object({
  id: z.string().optional(),
  next_id: z.string().optional(),
  type: z.string().min(1),
  option: z.record(z.string(), z.unknown()).nullish(),
});
export type Action = Readonly<z.infer<typeof actionSchema>>;

export type CallStatus =
  | 'dialing'
  | 'ringing'
  | 'progressing'
  | 'terminating'
  | 'canceling'
  | 'hangup';
export type HangupBy = '' | 'remote' | 'local';
export type HangupReason =
  | ''
  | 'normal'
  | 'failed'
  | 'busy'
  | 'cancel'
  | 'timeout'
  | 'noanswer'
  | 'dialout'
  | 'amd';

export type CallRow = Row & {
  readonly owner_type: string;
  readonly owner_id: string;
  readonly flow_id: string;
  readonly activeflow_id: string;
  readonly type: 'flow';
  readonly master_call_id: string;
  readonly chained_call_ids: readonly string[];
  readonly recording_id: string;
  readonly recording_ids: readonly string[];
  /** VoIPBIN: never filled. */
  readonly groupcall_id: string;
  readonly source: Address;
  readonly destination: Address;
  readonly status: CallStatus;
  readonly action: { readonly id: string; readonly type: string };
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly direction: 'incoming' | 'outgoing';
  readonly mute_direction: '';
  readonly hangup_by: HangupBy;
  readonly hangup_reason: HangupReason;
  readonly tm_ringing: string | null;
  readonly tm_progressing: string | null;
  readonly tm_hangup: string | null;
};

export type GroupcallRow = Row & {
  readonly owner_type: string;
  readonly owner_id: string;
  readonly status: 'progressing' | 'hangingup' | 'hangup';
  readonly flow_id: string;
  readonly source: Address;
  readonly destinations: readonly Address[];
  readonly ring_method: string;
  readonly answer_method: string;
  readonly answer_call_id: string;
  readonly call_ids: readonly string[];
  readonly groupcall_ids: readonly string[];
  readonly call_count: number;
  readonly groupcall_count: number;
};

export type TranscribeRow = Row & {
  readonly activeflow_id: string;
  readonly on_end_flow_id: string;
  readonly reference_type: 'call';
  readonly reference_id: string;
  readonly status: 'progressing' | 'done';
  readonly language: string;
  readonly direction: 'both' | 'in' | 'out';
  readonly provider: 'gcp' | 'aws';
};

export type TranscriptRow = Row & {
  readonly transcribe_id: string;
  readonly direction: 'in' | 'out';
  readonly message: string;
  readonly tm_transcript: string;
};

export type RecordingRow = Row & {
  readonly activeflow_id: string;
  readonly reference_type: 'call';
  readonly reference_id: string;
  readonly status: 'recording' | 'ended';
  readonly format: string;
  readonly tm_start: string;
  readonly tm_end: string | null;
};

export type SpeakingRow = Row & {
  readonly reference_type: 'call';
  readonly reference_id: string;
  readonly language: string;
  readonly provider: string;
  readonly voice_id: string;
  readonly direction: string;
  readonly status: 'initiating' | 'active' | 'stopped';
};

export type NumberRow = Row & {
  readonly number: string;
  readonly type: 'normal' | 'virtual';
  readonly call_flow_id: string;
  readonly message_flow_id: string;
  readonly name: string;
  readonly detail: string;
  readonly status: 'active' | 'deleted';
  readonly t38_enabled: boolean;
  readonly emergency_enabled: boolean;
  readonly tm_purchase: string;
  readonly tm_renew: string;
};

export type FlowRow = Row & {
  readonly type: 'flow';
  readonly name: string;
  readonly detail: string;
  readonly actions: readonly Action[];
  readonly direct_hash: string;
  readonly on_complete_flow_id: string;
};

export type MessageRow = Row & {
  readonly type: 'sms';
  readonly source: Address;
  readonly targets: readonly {
    readonly destination: Address;
    readonly status: string;
    readonly parts: number;
  }[];
  readonly text: string;
  readonly direction: 'outbound' | 'inbound';
};

type Wire = { readonly id: string };

/** VoIPBIN: a call leaves out the times that are not set. */
export function callWire(row: CallRow): Wire {
  return { id: row.id, ...withoutUnset(row, (key) => key.startsWith('tm_')) };
}

/** VoIPBIN: a speaking leaves out what is empty. */
export function speakingWire(row: SpeakingRow): Wire {
  const mayLack = ['voice_id', 'direction', 'tm_delete'];
  return { id: row.id, ...withoutUnset(row, (key) => mayLack.includes(key)) };
}

/** VoIPBIN: a transcript has neither a time of change nor one of deletion. */
export function transcriptWire({
  tm_update: _update,
  tm_delete: _delete,
  ...row
}: TranscriptRow): Wire {
  return row;
}

function withoutUnset(row: object, mayLack: (key: string) => boolean): object {
  return Object.fromEntries(
    Object.entries(row).filter(([key, value]) => !mayLack(key) || (value !== null && value !== '')),
  );
}
