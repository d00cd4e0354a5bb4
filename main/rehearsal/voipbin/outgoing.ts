import { z } from 'zod';
import { ApiRefusal, internalRefusal } from './api-refusal.ts';
import type { Callee } from './callees.ts';
import type { ServiceContext } from './context.ts';
import { countryOf } from './countries.ts';
import type { Action, Address, CallRow, GroupcallRow } from './rows.ts';
import { actionSchema, addressSchema, callWire } from './rows.ts';
import type { CallerScript } from './caller-script.ts';
import { hangUp, pause, say } from './caller-script.ts';
import { noId } from './stamps.ts';

/** From the order to dial to the first ring. */
const ringAfterMs = 300;
const longestMessageMs = 120_000;

/** The body of `POST /calls`. VoIPBIN: a flow that is set wins over actions. */
export const placeCallSchema = z.object({
  flow_id: z.string().default(noId),
  actions: z.array(actionSchema).nullish(),
  source: addressSchema.default({ type: '', target: '', target_name: '', name: '', detail: '' }),
  destinations: z.array(addressSchema),
  anonymous: z.enum(['', 'yes', 'no', 'auto']).optional(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});
export type PlaceCall = Readonly<z.infer<typeof placeCallSchema>>;

/**
 * Places what can be placed. VoIPBIN: `tel` and `sip` answer a call, `agent` and `extension` a group call, other kinds are
 * passed over; when every destination fails, the cause is hidden behind a 500.
 */
export function placeCalls(context: ServiceContext, order: PlaceCall): object {
  const direct = order.destinations.filter(({ type }) => type === 'tel' || type === 'sip');
  const grouped = order.destinations.filter(({ type }) => type === 'agent' || type === 'extension');
  const needsIdentity = direct.some(({ type }) => type === 'tel');
  if (needsIdentity && context.faults.isOn('identity-unverified')) {
    throw new ApiRefusal(403, 'IDENTITY_VERIFICATION_REQUIRED', {
      message: 'The identity of the customer is not verified.',
    });
  }
  const dialable = direct.filter((to) => to.type === 'sip' || mayDial(context, order.source, to));
  if (direct.length > 0 && dialable.length + grouped.length === 0) throw internalRefusal();
  const rows = dialable.map((destination) => dial(context, order, destination));
  const groupcalls = grouped.map((destination) => placeGroup(context, order, destination));
  if (!context.faults.isOn('extension-shape')) return { calls: rows.map(callWire), groupcalls };
  const wrapped = rows.map((row) => groupOf(context, order, row));
  return { calls: [], groupcalls: [...wrapped, ...groupcalls] };
}

/** VoIPBIN: the country is on the list, the source is an own active number, and there is money. */
function mayDial(
  { account, numbers, faults }: ServiceContext,
  from: Address,
  to: Address,
): boolean {
  const country = countryOf(to.target);
  const { destination_whitelist, default_outgoing_source_number_id } = account.outbound;
  const isOwn = numbers
    .list((row) => row.type === 'normal' && row.status === 'active')
    .some((row) => row.number === from.target || row.id === default_outgoing_source_number_id);
  const isAllowed = country !== null && destination_whitelist.includes(country);
  return isAllowed && isOwn && !faults.isOn('no-balance');
}

function placeGroup(context: ServiceContext, order: PlaceCall, destination: Address): GroupcallRow {
  return groupOf(context, order, dial(context, order, destination));
}

function groupOf(
  { groupcalls, hub, calls }: ServiceContext,
  { source, flow_id }: PlaceCall,
  call: CallRow,
): GroupcallRow {
  const row = groupcalls.insert((head) => ({
    ...head,
    owner_type: '',
    owner_id: noId,
    status: 'progressing',
    flow_id,
    source,
    destinations: [call.destination],
    ring_method: 'ring_all',
    answer_method: 'hangup_others',
    answer_call_id: noId,
    call_ids: [call.id],
    groupcall_ids: [],
    call_count: 1,
    groupcall_count: 0,
  }));
  hub.publish('groupcall_created', row);
  const stop = calls.changed.on((id) => {
    if (id !== call.id || calls.table.get(id).status !== 'progressing') return;
    stop();
    hub.publish('groupcall_progressing', groupcalls.update(row.id, { answer_call_id: id }));
  });
  calls.line(call.id).onClose(() => {
    stop();
    hub.publish('groupcall_hangup', groupcalls.update(row.id, { status: 'hangup' }));
  });
  return row;
}

function dial(context: ServiceContext, order: PlaceCall, destination: Address): CallRow {
  const { calls, clock, callees } = context;
  const flowId = order.flow_id;
  const { source } = order;
  const actions =
    flowId === noId ? (order.actions ?? []) : context.flows.get(flowId.toLowerCase()).actions;
  const call = calls.create({
    direction: 'outgoing',
    status: 'dialing',
    source,
    destination,
    flowId,
  });
  const callee = callees.of(destination.target || destination.target_name);
  const line = calls.line(call.id);
  const cancel = clock.schedule(ringAfterMs, () => {
    // Nothing rings where nobody is reached or someone is talking already.
    if (callee.type !== 'unreachable' && callee.type !== 'busy') calls.ring(call.id);
    line.onClose(clock.schedule(callee.afterMs, () => respond(context, { call, callee, actions })));
  });
  line.onClose(cancel);
  return call;
}

/** A machine listens for a while, and then hangs up by itself. */
function mailbox(greeting: string): CallerScript {
  return [say(greeting), pause(longestMessageMs), hangUp()];
}

function respond(
  context: ServiceContext,
  given: { readonly call: CallRow; readonly callee: Callee; readonly actions: readonly Action[] },
): void {
  const { calls } = context;
  const { call, callee, actions } = given;
  switch (callee.type) {
    case 'busy':
    case 'refuses':
      return calls.end(call.id, { by: 'remote', reason: 'busy' });
    case 'unreachable':
      return calls.end(call.id, { by: 'remote', reason: 'failed' });
    case 'no-answer':
      return calls.end(call.id, { by: 'remote', reason: 'noanswer' });
    default: {
      if (!calls.answer(call.id)) return;
      const script = callee.type === 'answers' ? callee.script : mailbox(callee.greeting);
      context.people.join(call.id).follow(script);
      return context.people.runFlow(call.id, actions);
    }
  }
}
