import { expect, test } from 'vitest';
import { practiceNumbers } from '../../../../main/rehearsal/voipbin/callees.ts';
import type { Json, Practice } from './harness.ts';
import {
  answeredCall,
  listen,
  openPractice,
  placeCall,
  reasonOf,
  request,
  startTranscribe,
} from './harness.ts';

function idOf(body: Json): string {
  const [call] = body['calls'] as readonly Json[];
  return String(call?.['id']);
}

/** Statuses of the call that `target` leads to, with the way it ended. */
async function courseOf({ service, clock }: Practice, target: string): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  const stop = service.onChange(([call]) => {
    if (call && seen.at(-1) !== call.status) seen.push(call.status);
  });
  await placeCall(service, { type: 'tel', target });
  clock.advance(40_000);
  stop();
  const [call] = service.calls();
  return [...seen, call?.hangupBy, call?.hangupReason];
}

test('answers a call to a number and one to a SIP address with the call itself', async () => {
  const { service } = await openPractice();
  const { status, body } = await placeCall(service);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    groupcalls: [],
    calls: [
      {
        customer_id: service.customerId,
        type: 'flow',
        status: 'dialing',
        direction: 'outgoing',
        hangup_by: '',
        hangup_reason: '',
        groupcall_id: '00000000-0000-0000-0000-000000000000',
        destination: { type: 'tel', target: '+12025550101' },
      },
    ],
  });
  for (const absent of ['tm_ringing', 'tm_progressing', 'tm_hangup', 'tm_delete']) {
    expect((body['calls'] as readonly Json[])[0]).not.toHaveProperty(absent);
  }
  const sip = await placeCall(service, { type: 'sip', target: 'desk@example.invalid' });
  expect(sip.body).toMatchObject({ groupcalls: [], calls: [{ status: 'dialing' }] });
});

test('answers a call to an extension with a group call that holds its id', async () => {
  const { service, clock } = await openPractice();
  const client = await listen(service, ':groupcall:groupcall');
  const { body } = await placeCall(service, { type: 'extension', target_name: '100' });
  const [group] = body['groupcalls'] as readonly { id: string; call_ids: readonly string[] }[];
  const callId = String(group?.call_ids[0]);
  expect(body['calls']).toEqual([]);
  clock.advance(2300);
  expect((await request(service, 'GET', `/calls/${callId}`)).body['status']).toBe('progressing');
  await request(service, 'POST', `/groupcalls/${String(group?.id)}/hangup`);
  clock.advance(200);
  const after = await request(service, 'GET', `/groupcalls/${String(group?.id)}`);
  expect(after.body['status']).toBe('hangup');
  await client.until((frame) => frame['status'] === 'hangup');
  const answered = client.frames.map((frame) => frame['answer_call_id'] === callId);
  expect(answered).toEqual([false, true, true]);
  expect(service.calls()[0]?.status).toBe('hangup');
});

test('extension-shape wraps a call to a number into a group call too', async () => {
  const { service } = await openPractice();
  service.setFault('extension-shape', true);
  const { body } = await placeCall(service);
  const id = service.calls()[0]?.id;
  expect(body).toMatchObject({ calls: [], groupcalls: [{ call_ids: [id] }] });
});

test('passes over kinds of destinations that cannot be called', async () => {
  const { service } = await openPractice();
  const { status, body } = await placeCall(service, { type: 'email', target: 'a@b' });
  expect([status, body]).toEqual([200, { calls: [], groupcalls: [] }]);
});

test.each([
  ['a country that is not allowed', { target: '+8613800138000' }, {}],
  ['what is no number', { target: '12' }, {}],
  ['a foreign source', {}, { source: { type: 'tel', target: '+12025550999' } }],
  ['no source', {}, { source: undefined }],
])('hides %s behind a 500', async (_name, to, more) => {
  const { service } = await openPractice();
  const destination = { type: 'tel', target: '+12025550101', ...to };
  const answer = await placeCall(service, destination, more);
  expect([answer.status, reasonOf(answer)]).toEqual([500, 'INTERNAL']);
  expect(service.calls()).toEqual([]);
});

test('asks a call to an extension for neither identity, country, source nor balance', async () => {
  const { service } = await openPractice();
  service.setFault('identity-unverified', true);
  service.setFault('no-balance', true);
  const refused = await placeCall(service);
  expect([refused.status, reasonOf(refused)]).toEqual([403, 'IDENTITY_VERIFICATION_REQUIRED']);
  const to = { type: 'extension', target_name: '100' };
  expect((await placeCall(service, to, { source: undefined })).status).toBe(200);
  service.setFault('identity-unverified', false);
  expect((await placeCall(service)).status).toBe(500);
});

test.each([
  ['busy', ['dialing', 'hangup', 'remote', 'busy']],
  ['noAnswer', ['dialing', 'ringing', 'hangup', 'remote', 'noanswer']],
  ['refuses', ['dialing', 'ringing', 'hangup', 'remote', 'busy']],
  ['unreachable', ['dialing', 'hangup', 'remote', 'failed']],
  ['answers', ['dialing', 'ringing', 'progressing', '', '']],
  ['voicemail', ['dialing', 'ringing', 'progressing', '', '']],
] as const)('takes a call to the number that is %s through its course', async (name, course) => {
  const practice = await openPractice();
  expect(await courseOf(practice, practiceNumbers[name])).toEqual(course);
});

test('says the greeting of a machine once it is connected, which hangs up in the end', async () => {
  const { service, clock } = await openPractice();
  await placeCall(service, { type: 'tel', target: practiceNumbers.voicemail });
  clock.advance(8300);
  expect(service.records().said.map(({ text }) => text)).toEqual([
    'You have reached my voicemail. Please leave a message after the tone.',
  ]);
  clock.advance(6900 + 120_000);
  expect(service.calls()[0]).toMatchObject({ hangupBy: 'remote', hangupReason: 'normal' });
});

test('drops a call without actions right after it is answered', async () => {
  const { service, clock } = await openPractice();
  const flow_id = '00000000-0000-0000-0000-000000000000';
  await placeCall(service, undefined, { actions: undefined, flow_id });
  clock.advance(2300);
  expect(service.calls()[0]?.status).toBe('terminating');
  clock.advance(200);
  expect(service.calls()[0]).toMatchObject({ status: 'hangup', hangupBy: 'local' });
});

test('hangs up in two steps, and leaves what is over as it is', async () => {
  const { service, clock } = await openPractice();
  const client = await listen(service, ':call:call_');
  const id = idOf((await placeCall(service)).body);
  const first = await request(service, 'POST', `/calls/${id}/hangup`);
  expect(first.body['status']).toBe('canceling');
  clock.advance(200);
  const over = await client.until(({ status }) => status === 'hangup');
  expect(over).toMatchObject({ hangup_by: 'local', hangup_reason: 'cancel' });
  const again = await request(service, 'POST', `/calls/${id}/hangup`);
  expect([again.status, again.body]).toEqual([200, over]);
  const answered = await answeredCall(service);
  const ending = await request(service, 'POST', `/calls/${answered}/hangup`);
  expect(ending.body['status']).toBe('terminating');
});

test('cuts a call at one hour', async () => {
  const { service, clock } = await openPractice();
  const flow = [{ type: 'sleep', option: { duration: 9_000_000 } }];
  await placeCall(service, undefined, { actions: flow });
  clock.advance(2300 + 3_600_000);
  expect(service.calls()[0]).toMatchObject({ status: 'hangup', hangupReason: 'timeout' });
});

test('lists, shows and deletes calls', async () => {
  const { service } = await openPractice();
  const id = await answeredCall(service);
  await placeCall(service);
  const list = (await request(service, 'GET', '/calls')).body['result'] as readonly Json[];
  expect(list.map((call) => call['direction'])).toEqual(['outgoing', 'incoming']);
  expect((await request(service, 'DELETE', `/calls/${id}`)).body['status']).toBe('hangup');
  const gone = await request(service, 'GET', `/calls/${id}`);
  expect([gone.status, reasonOf(gone)]).toEqual([404, 'CALL_NOT_FOUND']);
});

test('speaks once by talk, while the call is up', async () => {
  const { service, clock } = await openPractice();
  const id = await answeredCall(service);
  const { status, text } = await request(service, 'POST', `/calls/${id}/talk`, {
    text: 'One. Two.',
  });
  expect([status, text]).toEqual([200, '']);
  clock.advance(800);
  expect(service.records().played.map((sentence) => [sentence.source, sentence.text])).toEqual([
    ['talk', 'One.'],
    ['talk', 'Two.'],
  ]);
  service.hangUp(id);
  const late = await request(service, 'POST', `/calls/${id}/talk`, { text: 'Three.' });
  expect(late.status).toBe(409);
  expect(late.body).toMatchObject({ error: { status: 'FAILED_PRECONDITION' } });
});

test('carries five media on one call and no more', async () => {
  const { service } = await openPractice();
  const id = await answeredCall(service);
  await startTranscribe(service, id);
  await startTranscribe(service, id, { language: 'de-DE' });
  const given = { reference_type: 'call', reference_id: id, language: 'fr-FR' };
  expect((await request(service, 'POST', '/transcribes', given)).status).toBe(500);
  const one = await request(service, 'POST', '/transcribes', { ...given, direction: 'in' });
  expect(one.status).toBe(200);
  expect((await request(service, 'POST', '/speakings', given)).status).toBe(500);
});
