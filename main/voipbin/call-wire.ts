import { z } from 'zod';
import { ProtocolError } from '../../shared/errors.ts';
import type { CallRecord, CallStatus, Party } from '../call/ports.ts';
import {
  idSchema,
  maybeIdSchema,
  maybeTextSchema,
  parseBy,
  parseTime,
  textSchema,
} from './wire.ts';

const addressSchema = z
  .object({ type: textSchema, target: textSchema, target_name: textSchema, name: textSchema })
  .nullish()
  .catch(null);

const callSchema = z.object({
  id: idSchema,
  status: z.string().min(1),
  direction: maybeTextSchema,
  source: addressSchema,
  destination: addressSchema,
  hangup_by: maybeTextSchema,
  hangup_reason: maybeTextSchema,
  tm_create: maybeTextSchema,
  tm_ringing: maybeTextSchema,
  tm_progressing: maybeTextSchema,
  tm_hangup: maybeTextSchema,
  tm_update: maybeTextSchema,
});
type WireCall = z.infer<typeof callSchema>;
type WireAddress = z.infer<typeof addressSchema>;

/** A call and what tells two pieces of news about it apart. */
export type CallNews = { readonly call: CallRecord; readonly key: string };

/** A Call object of an answer or an event. Throws ProtocolError. */
export function parseCall(body: unknown): CallRecord {
  return parseCallNews(body).call;
}

/** VoIPBIN: no event has an id; id, status and `tm_update` together tell repeated news of a call. */
export function parseCallNews(body: unknown): CallNews {
  const wire = parseBy(callSchema, body, 'a call');
  const status = toStatus(wire);
  return {
    key: `call:${wire.id}:${wire.status}:${wire.tm_update ?? ''}`,
    call: {
      id: wire.id,
      // Without a direction it is no call to our number: nothing of ours, so it is left alone.
      direction: wire.direction === 'incoming' ? 'incoming' : 'outgoing',
      status,
      from: toParty(wire.source),
      to: toParty(wire.destination),
      hangup: toHangup(wire, status),
      createdAt: parseTime(wire.tm_create),
      answeredAt: parseTime(wire.tm_progressing),
      endedAt: parseTime(wire.tm_hangup),
    },
  };
}

const statuses: Readonly<Record<string, CallStatus>> = {
  dialing: 'dialing',
  ringing: 'ringing',
  progressing: 'progressing',
  terminating: 'ending',
  canceling: 'ending',
  hangup: 'ended',
};

/** A status that is new to us is read off the times, which every version of the service sets. */
function toStatus(wire: WireCall): CallStatus {
  const known = Object.hasOwn(statuses, wire.status) ? statuses[wire.status] : undefined;
  if (known) return known;
  if (parseTime(wire.tm_hangup) !== null) return 'ended';
  if (parseTime(wire.tm_progressing) !== null) return 'progressing';
  return parseTime(wire.tm_ringing) === null ? 'dialing' : 'ringing';
}

function toHangup(wire: WireCall, status: CallStatus): CallRecord['hangup'] {
  const reason = wire.hangup_reason ?? '';
  const by = wire.hangup_by === 'remote' || wire.hangup_by === 'local' ? wire.hangup_by : '';
  return status === 'ended' || reason !== '' || by !== '' ? { by, reason } : null;
}

/** VoIPBIN: an extension is known by `target_name`; its `target` may be a UUID nobody dials. */
function toParty(wire: WireAddress): Party {
  if (!wire) return { type: 'other', target: '', name: '' };
  if (wire.type === 'extension') {
    return { type: 'extension', target: wire.target_name || wire.target, name: wire.name };
  }
  const type = wire.type === 'tel' || wire.type === 'sip' ? wire.type : 'other';
  return { type, target: wire.target, name: wire.name || wire.target_name };
}

/** How VoIPBIN writes a party. The SIP scheme is put in front by the server, so it must not come twice. */
export function addressBody(party: Pick<Party, 'type' | 'target'>) {
  if (party.type === 'extension') {
    return { type: 'extension', target: party.target, target_name: party.target };
  }
  const target = party.type === 'sip' ? party.target.replace(/^sips?:/iu, '') : party.target;
  return { type: party.type, target };
}

/** VoIPBIN cuts a call after an hour; a flow that sleeps as long keeps the line up and ends with it. */
export const wholeCallMs = 3_600_000;

/**
 * The body of `POST /calls`. Without actions the temporary flow would be empty, and its end hangs up right after
 * the answer; so the flow sleeps for as long as a call can last.
 */
export function placeBody(target: Party, source: string | null) {
  return {
    ...(source === null ? {} : { source: addressBody({ type: 'tel', target: source }) }),
    destinations: [addressBody(target)],
    actions: [{ type: 'sleep', option: { duration: wholeCallMs } }],
    anonymous: 'auto',
  };
}

/** What was started: the call, or a group of which the call is still to be learnt. */
export type WirePlaced =
  | { readonly type: 'call'; readonly callId: string }
  | { readonly type: 'group'; readonly groupId: string };

const placedSchema = z.object({
  calls: z
    .array(z.object({ id: maybeIdSchema }))
    .nullish()
    .catch(null),
  groupcalls: z
    .array(z.object({ id: maybeIdSchema, call_ids: z.array(maybeIdSchema).nullish().catch(null) }))
    .nullish()
    .catch(null),
});

/**
 * The answer of `POST /calls`. VoIPBIN: for numbers and SIP addresses the id is in `calls`, for extensions (and by
 * the guide for everything) in `groupcalls`. Throws ProtocolError when nothing was started.
 */
export function parsePlaced(body: unknown): WirePlaced {
  const { calls, groupcalls } = parseBy(placedSchema, body, 'an answer to dialling');
  const group = groupcalls?.find(({ id }) => id);
  const callId = [...(calls ?? []).map(({ id }) => id), ...(group?.call_ids ?? [])].find(Boolean);
  if (callId) return { type: 'call', callId };
  if (group?.id) return { type: 'group', groupId: group.id };
  throw new ProtocolError(
    'VOIPBIN_NO_CALL',
    'VoIPBIN took the request but names no call: it skips destinations that it cannot dial.',
  );
}

const groupSchema = z.object({
  id: idSchema,
  call_ids: z.array(maybeIdSchema).nullish().catch(null),
  answer_call_id: maybeIdSchema,
});

/** The calls of a group, the answered one first. Throws ProtocolError. */
export function parseGroup(body: unknown): {
  readonly id: string;
  readonly callIds: readonly string[];
} {
  const wire = parseBy(groupSchema, body, 'a group call');
  const ids = [wire.answer_call_id, ...(wire.call_ids ?? [])].filter(
    (id): id is string => typeof id === 'string',
  );
  return { id: wire.id, callIds: [...new Set(ids)] };
}
