import { expect, test } from 'vitest';
import type { Answer, Json, Practice } from './harness.ts';
import { answeredCall, listen, openPractice, openSpeaking, reasonOf, request } from './harness.ts';

const nobody = '00000000-0000-4000-8000-000000000000';

function create({ service }: Practice, callId: string, more: Json = {}): Promise<Answer> {
  const given = { reference_type: 'call', reference_id: callId, direction: 'both' };
  return request(service, 'POST', '/speakings', { ...given, ...more });
}

async function order({ service }: Practice, path: string, text?: string): Promise<Answer> {
  const body = text === undefined ? undefined : { text };
  return request(service, 'POST', `/speakings/${path}`, body);
}

/** Moves time only once the service waits for it. */
async function waitAnd({ clock }: Practice, timersBefore: number, ms: number): Promise<void> {
  while (clock.pending === timersBefore) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(ms);
}

test('answers 201 with a session that is active already, after its set-up', async () => {
  const practice = await openPractice({ setupMs: 1500 });
  const callId = await answeredCall(practice.service);
  const timers = practice.clock.pending;
  const answer = create(practice, callId, { language: 'en-US' });
  await waitAnd(practice, timers, 1500);
  expect((await answer).status).toBe(201);
  const { body } = await answer;
  expect(body).toMatchObject({ status: 'active', provider: 'elevenlabs', reference_id: callId });
  expect(body).not.toHaveProperty('voice_id');
  expect(body).not.toHaveProperty('tm_delete');
});

test('speaking-slow makes it initiating first, and refuses text until it is active', async () => {
  const practice = await openPractice();
  const { service, clock } = practice;
  const callId = await answeredCall(service);
  service.setFault('speaking-slow', true);
  service.setFault('session-events', true);
  const client = await listen(service, ':speaking:speaking_started');
  const { body } = await create(practice, callId);
  expect(body['status']).toBe('initiating');
  const path = String(body['id']);
  expect((await order(practice, `${path}/say`, 'Too early.')).status).toBe(404);
  clock.advance(2500);
  expect(await client.until(() => true)).toMatchObject({ id: path, status: 'active' });
  expect((await order(practice, `${path}/say`, 'Now.')).status).toBe(200);
});

test('speaking-slow takes no harm when the session is deleted meanwhile', async () => {
  const practice = await openPractice();
  const { service, clock } = practice;
  service.setFault('speaking-slow', true);
  const id = await openSpeaking(service, await answeredCall(service));
  await request(service, 'DELETE', `/speakings/${id}`);
  clock.advance(2500);
  expect((await request(service, 'GET', '/speakings')).body['result']).toEqual([]);
});

test('speaking-stuck-initiating never becomes active', async () => {
  const practice = await openPractice();
  const callId = await answeredCall(practice.service);
  practice.service.setFault('speaking-stuck-initiating', true);
  const { body } = await create(practice, callId);
  practice.clock.advance(600_000);
  const { service } = practice;
  const later = await request(service, 'GET', `/speakings/${String(body['id'])}`);
  expect(later.body['status']).toBe('initiating');
});

test.each([
  ['speaking-500-exists', 500, 'INTERNAL'],
  ['speaking-timeout', 503, 'REQUEST_TIMEOUT'],
])('%s makes the session that it denies', async (fault, status, reason) => {
  const practice = await openPractice({ setupMs: 100 });
  const callId = await answeredCall(practice.service);
  practice.service.setFault(fault, true);
  const timers = practice.clock.pending;
  const answer = create(practice, callId);
  await waitAnd(practice, timers, 3000);
  expect([(await answer).status, reasonOf(await answer)]).toEqual([status, reason]);
  expect((await request(practice.service, 'GET', '/speakings')).body).toMatchObject({
    result: [{ reference_id: callId, status: 'active' }],
  });
});

test('answers a bare 500 for a second live session, an unknown call and one that is over', async () => {
  const practice = await openPractice();
  const callId = await answeredCall(practice.service);
  const id = await openSpeaking(practice.service, callId);
  const second = await create(practice, callId);
  expect([second.status, reasonOf(second)]).toEqual([500, 'INTERNAL']);
  await order(practice, `${id}/stop`);
  expect((await create(practice, callId)).status).toBe(201);
  expect((await create(practice, nobody)).status).toBe(500);
  practice.service.hangUp(callId);
  expect((await create(practice, callId)).status).toBe(500);
  expect((await create(practice, callId, { reference_type: 'bridge' })).status).toBe(400);
});

test('counts the length of a text in bytes', async () => {
  const practice = await openPractice();
  const id = await openSpeaking(practice.service, await answeredCall(practice.service));
  const say = async (text: string): Promise<number> =>
    (await order(practice, `${id}/say`, text)).status;
  expect(await say('')).toBe(400);
  expect(await say('a'.repeat(5000))).toBe(200);
  expect(await say('a'.repeat(5001))).toBe(400);
  expect(await say('한'.repeat(1667))).toBe(400);
  expect(await say('한'.repeat(1666))).toBe(200);
});

test('answers 404 for text and flush on what is stopped, unknown or silent so far', async () => {
  const practice = await openPractice();
  const id = await openSpeaking(practice.service, await answeredCall(practice.service));
  const early = await order(practice, `${id}/flush`);
  expect([early.status, reasonOf(early)]).toEqual([404, 'RESOURCE_NOT_FOUND']);
  await order(practice, `${id}/say`, 'Hello.');
  expect((await order(practice, `${id}/flush`)).status).toBe(200);
  for (let times = 0; times < 2; times += 1) {
    expect((await order(practice, `${id}/stop`)).body['status']).toBe('stopped');
  }
  expect((await order(practice, `${id}/say`, 'More.')).status).toBe(404);
  const unknown = await order(practice, `${nobody}/say`, 'More.');
  expect([unknown.status, reasonOf(unknown)]).toEqual([404, 'SPEAKING_NOT_FOUND']);
});

test('say-404-once loses one session for good and leaves its row active', async () => {
  const practice = await openPractice();
  const { service } = practice;
  const callId = await answeredCall(service);
  const id = await openSpeaking(service, callId);
  service.setFault('say-404-once', true);
  expect((await order(practice, `${id}/say`, 'Hello.')).status).toBe(404);
  expect((await order(practice, `${id}/say`, 'Hello.')).status).toBe(404);
  expect((await request(service, 'GET', `/speakings/${id}`)).body['status']).toBe('active');
  expect((await create(practice, callId)).status).toBe(500);
  await order(practice, `${id}/stop`);
  const next = await openSpeaking(service, callId);
  expect((await order(practice, `${next}/say`, 'Hello.')).status).toBe(200);
});

test('lists in a wrapper, or bare when switched', async () => {
  const practice = await openPractice();
  const { service } = practice;
  const id = await openSpeaking(service, await answeredCall(service));
  const wrapped = await request(service, 'GET', '/speakings');
  expect(wrapped.body).toMatchObject({ result: [{ id }] });
  service.setFault('bare-speakings-list', true);
  expect((await request(service, 'GET', '/speakings')).body).toMatchObject([{ id }]);
  expect((await request(service, 'DELETE', `/speakings/${id}`)).body['status']).toBe('stopped');
  expect((await request(service, 'GET', `/speakings/${id}`)).status).toBe(404);
});

test('plays texts in order and takes its time for each', async () => {
  const practice = await openPractice();
  const { service, clock } = practice;
  const id = await openSpeaking(service, await answeredCall(service));
  const begun = clock.now();
  await order(practice, `${id}/say`, 'One two. Three.');
  await order(practice, `${id}/say`, 'Four.');
  clock.advance(5000);
  expect(
    service.records().played.map(({ text, startedAt, endedAt, cutAt }) => {
      return [text, startedAt - begun, Number(endedAt) - begun, cutAt];
    }),
  ).toEqual([
    ['One two.', 0, 800, null],
    ['Three.', 800, 1400, null],
    ['Four.', 1400, 1900, null],
  ]);
});

test('say-slow begins two seconds after the text was taken', async () => {
  const practice = await openPractice();
  const { service, clock } = practice;
  const id = await openSpeaking(service, await answeredCall(service));
  service.setFault('say-slow', true);
  await order(practice, `${id}/say`, 'One.');
  clock.advance(1999);
  expect(service.records().played).toEqual([]);
  clock.advance(1);
  expect(service.records().played).toHaveLength(1);
});

test.each([
  ['both', true],
  ['out', true],
  ['in', false],
  ['', false],
])('lets the caller hear direction "%s": %s', async (direction, heard) => {
  const practice = await openPractice();
  const { service } = practice;
  const id = await openSpeaking(service, await answeredCall(service), { direction });
  await order(practice, `${id}/say`, 'One.');
  expect(service.records().played).toMatchObject([{ heard }]);
  expect(service.calls()[0]?.isAgentSpeaking).toBe(heard);
});

test('keeps what was ordered, whether it was taken or not', async () => {
  const practice = await openPractice();
  const { service, clock } = practice;
  const id = await openSpeaking(service, await answeredCall(service));
  await order(practice, `${id}/say`, 'One.');
  await order(practice, `${id}/stop`);
  await order(practice, `${id}/say`, 'Two.');
  const at = clock.now();
  expect(service.records().orders).toEqual([
    { at, speakingId: id, order: 'say', text: 'One.', isTaken: true },
    { at, speakingId: id, order: 'stop', text: '', isTaken: true },
    { at, speakingId: id, order: 'say', text: 'Two.', isTaken: false },
  ]);
});
