import { expect, test } from 'vitest';
import { History } from '../../../main/voipbin/history.ts';
import { SpeechSessions } from '../../../main/voipbin/sessions.ts';
import { newCall, newSession, startAt } from '../../peers/voipbin/records.ts';
import { failure } from '../../peers/voipbin/routes.ts';
import { openRestScene } from './rest-scene.ts';

async function openHistory() {
  const scene = await openRestScene('server');
  const { client } = scene;
  return { ...scene, history: new History({ client, sessions: new SpeechSessions(client) }) };
}

function at(ms: number): string {
  return new Date(startAt + ms).toISOString();
}

test('incoming calls are read back to an instant, newest first', async () => {
  const { history, peer, signal } = await openHistory();
  const incoming = { direction: 'incoming', status: 'hangup' };
  peer.calls.push(
    newCall(incoming, at(0)),
    newCall(incoming, at(5000)),
    newCall({ ...incoming, direction: 'outgoing' }, at(6000)),
    newCall(incoming, at(9000)),
  );
  const found = await history.incomingSince(startAt + 5000, signal);
  expect(found.map(({ createdAt }) => createdAt)).toEqual([startAt + 9000, startAt + 5000]);
});

test('a voicemail is what the caller said, and the length of the recording', async () => {
  const { history, peer, signal } = await openHistory();
  const session = newSession({ reference_id: 'call', status: 'done' }, at(0));
  peer.transcribes.push(session);
  const line = { transcribe_id: session.id, direction: 'in' };
  peer.transcripts.push(
    { id: '1', ...line, message: 'Please call', tm_create: at(1) },
    { id: '2', ...line, message: 'back. ', tm_create: at(2) },
    { id: '3', ...line, direction: 'out', message: 'Goodbye.', tm_create: at(3) },
  );
  peer.recordings.push(
    { id: 'r', reference_id: 'call', tm_start: at(0), tm_end: at(23_000) },
    { id: 's', reference_id: 'other', tm_start: at(0), tm_end: at(1000) },
  );
  expect(await history.voicemailOf('call', signal)).toEqual({
    text: 'Please call back.',
    recordedMs: 23_000,
  });
  expect(await history.voicemailOf('none', signal)).toEqual({ text: '', recordedMs: null });
});

test('text messages that came in are read, those that went out are not', async () => {
  const { history, peer, signal } = await openHistory();
  const message = (id: string, direction: string, ms: number) => ({
    ...{ id, direction, text: id, source: { target: '+15550001000' }, tm_create: at(ms) },
    targets: [{ destination: { target: '+15550002000' } }],
  });
  peer.messages.push(
    message('old', 'inbound', 0),
    message('new', 'inbound', 5000),
    message('own', 'outbound', 6000),
  );
  expect(await history.textsSince(startAt + 1000, signal)).toMatchObject([
    { id: 'new', from: '+15550001000', to: '+15550002000', text: 'new', at: startAt + 5000 },
  ]);
});

test('a list that the account may not see is an empty one; what is out of order is told', async () => {
  const { history, peer, signal } = await openHistory();
  peer.plan('GET', /^\/messages$/u, failure(403, 'PERMISSION_DENIED'));
  expect(await history.textsSince(0, signal)).toEqual([]);
  peer.plan('GET', /^\/recordings$/u, failure(404, 'ROUTE_NOT_FOUND'));
  expect(await history.voicemailOf('call', signal)).toEqual({ text: '', recordedMs: null });
  peer.plan('GET', /^\/messages$/u, failure(400, 'INVALID_ARGUMENT'));
  await expect(history.textsSince(0, signal)).rejects.toMatchObject({ status: 400 });
});
