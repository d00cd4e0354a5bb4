import { expect, test } from 'vitest';
import { hangUp, say } from '../../../../main/rehearsal/voipbin/caller-script.ts';
import { answeringFlow, pickUpWords } from '../../../../main/voipbin/flow-wire.ts';
import type { Json } from './harness.ts';
import { answerBy, answeredCall, listen, openPractice, request } from './harness.ts';

test('tells an incoming call as ringing and then as progressing when its flow answers', async () => {
  const { service } = await openPractice();
  const client = await listen(service, ':call:call_created', ':call:call_progressing');
  const id = await answeredCall(service);
  const last = await client.until(({ status }) => status === 'progressing');
  expect(client.frames).toHaveLength(2);
  expect(client.frames[0]).toMatchObject({
    id,
    direction: 'incoming',
    status: 'ringing',
    source: { type: 'tel', target: '+12025550111' },
    destination: { type: 'tel', target: service.number },
  });
  expect(last).toHaveProperty('tm_progressing');
});

test('tells every action of a flow as an update', async () => {
  const { service } = await openPractice();
  const client = await listen(service, ':call:call_updated');
  await answeredCall(service);
  await client.until(({ action }) => (action as Json)['type'] === 'sleep');
  expect(client.frames.map(({ action }) => (action as Json)['type'])).toEqual(['answer', 'sleep']);
});

test('answers from the start when told so', async () => {
  const { service } = await openPractice({ answering: true });
  service.startCall({ from: 'desk@example.invalid' });
  expect(service.calls()[0]).toMatchObject({ status: 'progressing', from: 'desk@example.invalid' });
});

test('ends a call to a number that no flow answers', async () => {
  const { service, clock } = await openPractice();
  service.startCall({ from: '+12025550111' });
  clock.advance(200);
  expect(service.calls()[0]).toMatchObject({ status: 'hangup', answeredAt: null });
});

test('runs a voicemail flow to its end and hangs up', async () => {
  const { service, clock } = await openPractice();
  await answerBy(service, [
    { type: 'answer' },
    { type: 'talk', option: { text: 'I am away now.' } },
    { type: 'beep' },
    { type: 'recording_start', option: { format: 'wav' } },
    { type: 'transcribe_start', option: { language: 'en-US' } },
    { type: 'connect' },
    { type: 'sleep', option: { duration: 10_000 } },
    { type: 'hangup' },
  ]);
  const id = service.startCall({ from: '+12025550111', script: [] });
  clock.advance(1400 + 500);
  service.interrupt(id, 'Please call back.');
  clock.advance(2000);
  const { body } = await request(service, 'GET', `/calls/${id}`);
  expect(body['recording_ids']).toHaveLength(1);
  const [line] = (await request(service, 'GET', '/transcribes')).body['result'] as readonly Json[];
  const lines = await request(service, 'GET', `/transcripts?transcribe_id=${String(line?.['id'])}`);
  expect(lines.body).toMatchObject({ result: [{ direction: 'in', message: 'Please call back.' }] });
  clock.advance(8200);
  expect(service.calls()[0]).toMatchObject({ status: 'hangup', hangupBy: 'local' });
  expect(service.records().played).toMatchObject([{ source: 'flow', text: 'I am away now.' }]);
});

const content = {
  number: '+12025550199',
  earlierFlowId: null,
  mailboxText: 'Nobody is here.',
  language: 'en-US',
};

test('rings at a flow that waits, and goes to its mailbox when nobody takes the call', async () => {
  const { service, clock } = await openPractice();
  await answerBy(service, answeringFlow(content).actions);
  service.startCall({ from: '+12025550111' });
  clock.advance(9999);
  expect(service.calls()[0]).toMatchObject({ status: 'ringing', answeredAt: null });
  clock.advance(1);
  expect(service.calls()[0]?.status).toBe('progressing');
  expect(service.records().played).toMatchObject([{ text: 'Nobody is here.' }]);
  clock.advance(3000 + 120_000 + 3000);
  expect(service.calls()[0]).toMatchObject({ status: 'hangup', hangupBy: 'local' });
  const [recording] = (await request(service, 'GET', '/recordings')).body[
    'result'
  ] as readonly Json[];
  expect(recording).toMatchObject({ status: 'ended', tm_end: expect.any(String) });
});

test('leaves a call to whoever took it by a talk', async () => {
  const { service, clock } = await openPractice();
  await answerBy(service, answeringFlow(content).actions);
  const id = service.startCall({ from: '+12025550111' });
  clock.advance(4000);
  await request(service, 'POST', `/calls/${id}/talk`, { text: pickUpWords, language: 'en-US' });
  expect(service.calls()[0]?.status).toBe('progressing');
  clock.advance(600_000);
  expect(service.calls()[0]?.status).toBe('progressing');
  expect(service.records().played).toEqual([]);
});

test('goes on at once after a talk that is asynchronous', async () => {
  const { service, clock } = await openPractice();
  const talk = { type: 'talk', option: { text: 'A long goodbye.', async: true } };
  await answerBy(service, [{ type: 'answer' }, talk, { type: 'hangup' }]);
  service.startCall({ from: '+12025550111' });
  clock.advance(200);
  expect(service.calls()[0]?.status).toBe('hangup');
  expect(service.records().played).toMatchObject([{ cutAt: clock.now(), playedText: 'A' }]);
});

test('lets the caller give up while it rings', async () => {
  const { service } = await openPractice();
  await answerBy(service, [{ type: 'sleep', option: { duration: 5000 } }, { type: 'answer' }]);
  const id = service.startCall({ from: '+12025550111' });
  service.hangUp(id);
  expect(service.calls()[0]).toMatchObject({ hangupBy: 'remote', hangupReason: 'cancel' });
});

test('lets the caller hang up, which stops transcriptions but leaves speakings active', async () => {
  const { service, clock } = await openPractice();
  const id = await answeredCall(service, [say('Bye.'), hangUp()]);
  const given = { reference_type: 'call', reference_id: id, language: 'en-US' };
  await request(service, 'POST', '/transcribes', given);
  await request(service, 'POST', '/speakings', { ...given, direction: 'both' });
  clock.advance(400);
  expect(service.calls()[0]).toMatchObject({ status: 'hangup', hangupReason: 'normal' });
  const rows = async (path: string): Promise<unknown> =>
    ((await request(service, 'GET', path)).body['result'] as readonly Json[])[0]?.['status'];
  expect([await rows('/transcribes'), await rows('/speakings')]).toEqual(['done', 'active']);
});

test('refuses a call to a number that is not its own', async () => {
  const { service } = await openPractice();
  expect(() => service.startCall({ from: '+12025550111', to: '+12025550112' })).toThrow(
    'not one of the practice numbers',
  );
});
