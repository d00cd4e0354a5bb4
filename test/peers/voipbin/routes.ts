import { randomUUID } from 'node:crypto';
import type { VoipBinPeer } from './voipbin-peer.ts';
import { newCall, newSession, noId } from './records.ts';
import type { Wire } from './records.ts';

export type Asked = {
  readonly method: string;
  /** Below `/v1.0`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
};
export type Answer = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

type Route = (peer: VoipBinPeer, asked: Asked, id: string) => Answer;

/** An error in the service's shape. */
export function failure(status: number, reason: string, message = 'It did not work.'): Answer {
  return { status, body: { error: { status: reason, reason, message, request_id: 'req_TEST' } } };
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const nobody = { type: '', target: '', target_name: '', name: '', detail: '' };
const gone = failure(404, 'RESOURCE_NOT_FOUND');

export const routes: readonly (readonly [string, RegExp, Route])[] = [
  ['GET', /^\/customer$/, (peer) => ok(peer.customer)],
  ['PUT', /^\/customer$/, putCustomer],
  ['GET', /^\/accesskeys$/, (peer, asked) => page(peer, peer.keys, asked)],
  ['POST', /^\/calls$/, postCall],
  ['GET', /^\/calls$/, (peer, asked) => page(peer, peer.calls, asked)],
  ['GET', /^\/calls\/([^/]+)$/, (peer, _asked, id) => one(peer.calls, id, 'CALL_NOT_FOUND')],
  ['POST', /^\/calls\/([^/]+)\/hangup$/, hangUp],
  ['POST', /^\/calls\/([^/]+)\/talk$/, spoken],
  ['GET', /^\/groupcalls\/([^/]+)$/, (peer, _asked, id) => one(peer.groups, id)],
  ['POST', /^\/transcribes$/, postTranscribe],
  ['GET', /^\/transcribes$/, listTranscribes],
  ['GET', /^\/transcribes\/([^/]+)$/, (peer, _asked, id) => one(peer.transcribes, id)],
  [
    'POST',
    /^\/transcribes\/([^/]+)\/stop$/,
    (peer, _asked, id) => set(peer.transcribes, id, 'done'),
  ],
  ['GET', /^\/transcripts$/, listTranscripts],
  ['POST', /^\/speakings$/, postSpeaking],
  ['GET', /^\/speakings$/, listSpeakings],
  ['GET', /^\/speakings\/([^/]+)$/, getSpeaking],
  ['POST', /^\/speakings\/([^/]+)\/say$/, say],
  ['POST', /^\/speakings\/([^/]+)\/flush$/, flush],
  [
    'POST',
    /^\/speakings\/([^/]+)\/stop$/,
    (peer, _asked, id) => set(peer.speakings, id, 'stopped'),
  ],
  ['PUT', /^\/numbers\/([^/]+)\/flow_ids$/, putFlowIds],
  ['POST', /^\/flows$/, (peer, asked) => add(peer.flows, asked.body)],
  ['GET', /^\/flows$/, (peer, asked) => page(peer, peer.flows, asked)],
  ['PUT', /^\/flows\/([^/]+)$/, putFlow],
  ['DELETE', /^\/flows\/([^/]+)$/, (peer, _asked, id) => remove(peer.flows, id)],
  ['POST', /^\/accesskeys$/, postAccessKey],
  ['GET', /^\/numbers$/, (peer, asked) => page(peer, peer.numbers, asked)],
  ['GET', /^\/recordings$/, (peer, asked) => page(peer, peer.recordings, asked)],
  ['GET', /^\/messages$/, (peer, asked) => page(peer, peer.messages, asked)],
  [
    'POST',
    /^\/messages$/,
    (peer, asked) => ok({ id: randomUUID(), ...asked.body, at: peer.times.next() }),
  ],
];

function one(lines: readonly Wire[], id: string, reason = 'RESOURCE_NOT_FOUND'): Answer {
  const line = lines.find((wire) => wire.id === id);
  return line ? ok(line) : failure(404, reason);
}

/** Newest first; the token is set on every page that is not empty. */
function page(peer: VoipBinPeer, lines: readonly Wire[], { query }: Asked): Answer {
  const newest = lines.toReversed();
  const size = Math.min(Number(query.get('page_size') ?? 100), peer.pageSize);
  const from = Number(query.get('page_token') ?? 0);
  const result = newest.slice(from, from + size);
  return ok({ result, next_page_token: result.length > 0 ? String(from + size) : '' });
}

/** The server overwrites every field, present or not; the guide speaks of the webhook's alone. */
function putCustomer(peer: VoipBinPeer, { body }: Asked): Answer {
  const fields = 'name detail email phone_number address webhook_method webhook_uri'.split(' ');
  for (const field of fields) {
    if (peer.behaviour === 'server' || field in body) peer.customer[field] = body[field] ?? '';
  }
  return ok(peer.customer);
}

/** Both are overwritten, present or not. */
function putFlowIds(peer: VoipBinPeer, { body }: Asked, id: string): Answer {
  const number = peer.numbers.find((wire) => wire.id === id);
  if (!number) return gone;
  if (body['call_flow_id'] === undefined || body['message_flow_id'] === undefined) {
    return failure(400, 'MISSING_REQUEST_PARAMETER');
  }
  return ok(Object.assign(number, body));
}

function add(lines: Wire[], body: Record<string, unknown>): Answer {
  const line = { ...body, id: randomUUID() };
  lines.push(line);
  return ok(line);
}

function remove(lines: Wire[], id: string): Answer {
  const at = lines.findIndex((wire) => wire.id === id);
  return at < 0 ? gone : ok(lines.splice(at, 1)[0]);
}

/** The token is told here and nowhere else; less than a day is refused. */
function postAccessKey(peer: VoipBinPeer, { body }: Asked): Answer {
  if (Number(body['expire'] ?? 0) < 86_400) return failure(400, 'INVALID_ARGUMENT');
  const token = `vb_${randomUUID().replaceAll('-', '')}`;
  peer.gate.accessKeys.add(token);
  const key = { id: randomUUID(), token_prefix: token.slice(0, 11), tm_expire: peer.times.next() };
  peer.keys.push(key);
  return ok({ ...key, token });
}

function postCall(peer: VoipBinPeer, { body }: Asked): Answer {
  const [destination] = body['destinations'] as { type: string }[];
  const actions = body['actions'] ?? [];
  const call = newCall(
    { source: body['source'] ?? nobody, destination, actions },
    peer.times.next(),
  );
  peer.calls.push(call);
  const byGroup = peer.behaviour === 'guide' || destination?.type === 'extension';
  if (!byGroup) return ok({ calls: [call], groupcalls: [] });
  const group = {
    id: randomUUID(),
    status: 'progressing',
    destinations: body['destinations'],
    ring_method: 'ring_all',
    answer_call_id: noId,
    call_ids: [call.id],
  };
  peer.groups.push(group);
  const told = peer.groupsTellLate ? { ...group, call_ids: [] } : group;
  return ok({ calls: [], groupcalls: [told] });
}

function hangUp(peer: VoipBinPeer, _asked: Asked, id: string): Answer {
  const call = peer.calls.find((wire) => wire.id === id);
  if (!call) return failure(404, 'CALL_NOT_FOUND');
  if (call['status'] !== 'hangup') call['status'] = 'terminating';
  if (peer.tellsHangUps) setTimeout(() => tellHangUp(peer, id), 20);
  return ok(call);
}

function tellHangUp(peer: VoipBinPeer, id: string): void {
  const change = { status: 'hangup', hangup_by: 'local', hangup_reason: 'normal' };
  peer.hub.publish('call_hangup', { ...peer.setCall(id, change) });
}

function postTranscribe(peer: VoipBinPeer, { body }: Asked): Answer {
  const call = peer.calls.find(({ id }) => id === body['reference_id']);
  if (!call) return failure(404, 'CALL_NOT_FOUND');
  const isEarly = call['status'] !== 'progressing';
  if (call['status'] === 'hangup' || (peer.behaviour === 'guide' && isEarly)) {
    return failure(500, 'INTERNAL');
  }
  const isDouble = peer.transcribes.some(
    (wire) => wire['reference_id'] === call.id && wire['status'] === 'progressing',
  );
  if (isDouble) return failure(409, 'TRANSCRIBE_ALREADY_PROGRESSING');
  const made = newSession({ ...body, status: 'progressing' }, peer.times.next());
  peer.transcribes.push(made);
  return ok(made);
}

function listTranscribes(peer: VoipBinPeer, asked: Asked): Answer {
  const [type, id] = [asked.query.get('reference_type'), asked.query.get('reference_id')];
  if ((type === null) !== (id === null)) return failure(400, 'INVALID_REFERENCE_FILTER');
  return page(
    peer,
    peer.transcribes.filter((wire) => id === null || wire['reference_id'] === id),
    asked,
  );
}

function listTranscripts(peer: VoipBinPeer, asked: Asked): Answer {
  const id = asked.query.get('transcribe_id');
  return page(
    peer,
    peer.transcripts.filter((wire) => wire['transcribe_id'] === id),
    asked,
  );
}

function postSpeaking(peer: VoipBinPeer, { body }: Asked): Answer {
  const isDouble = peer.speakings.some(
    (wire) => wire['reference_id'] === body['reference_id'] && wire['status'] !== 'stopped',
  );
  if (isDouble) {
    return peer.behaviour === 'server' ? failure(500, 'INTERNAL') : failure(409, 'STATE_INVALID');
  }
  const status = peer.behaviour === 'server' ? 'active' : 'initiating';
  const made = newSession({ ...body, status }, peer.times.next());
  peer.speakings.push(made);
  return { status: 201, body: made };
}

function listSpeakings(peer: VoipBinPeer, asked: Asked): Answer {
  return peer.behaviour === 'server' ? page(peer, peer.speakings, asked) : ok(peer.speakings);
}

/** Guide: the voice is set up in the background; it is told as active from the second look on. */
function getSpeaking(peer: VoipBinPeer, _asked: Asked, id: string): Answer {
  const found = peer.speakings.find((wire) => wire.id === id);
  const answer = one(
    peer.speakings.map((wire) => ({ ...wire })),
    id,
  );
  if (found?.['status'] === 'initiating') found['status'] = 'active';
  return answer;
}

function say(peer: VoipBinPeer, { body }: Asked, id: string): Answer {
  const speaking = peer.speakings.find((wire) => wire.id === id);
  if (!speaking || speaking['status'] !== 'active') return gone;
  if (Buffer.byteLength(String(body['text'])) > 5000) return failure(400, 'INVALID_ARGUMENT');
  peer.said.push(String(body['text']));
  return ok(speaking);
}

/** Server: before the first word there is nothing to flush, and that is an error. */
function flush(peer: VoipBinPeer, _asked: Asked, id: string): Answer {
  if (peer.behaviour === 'server' && peer.said.length === 0) return gone;
  return one(peer.speakings, id);
}

/** The server answers a call that is not up before it speaks; the guide does not tell. */
function spoken(peer: VoipBinPeer, { body }: Asked, id: string): Answer {
  peer.said.push(String(body['text']));
  const call = peer.calls.find((wire) => wire.id === id);
  if (call && ['dialing', 'ringing'].includes(String(call['status']))) {
    const at = peer.times.next();
    Object.assign(call, { status: 'progressing', tm_progressing: at, tm_update: at });
    peer.hub.publish('call_progressing', call);
  }
  return { status: 200 };
}

/** Name, detail and actions are overwritten. */
function putFlow(peer: VoipBinPeer, { body }: Asked, id: string): Answer {
  const flow = peer.flows.find((wire) => wire.id === id);
  return flow ? ok(Object.assign(flow, body)) : gone;
}

function set(lines: readonly Wire[], id: string, status: string): Answer {
  const line = lines.find((wire) => wire.id === id);
  if (line) line['status'] = status;
  return line ? ok(line) : gone;
}
