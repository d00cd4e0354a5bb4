import { connect } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../../main/base/log.ts';
import { openPracticeVoipBin } from '../../../../main/rehearsal/practice-voip-bin.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import {
  answeredCall,
  bare,
  listen,
  openPractice,
  openSpeaking,
  openWebhook,
  placeCall,
  request,
} from './harness.ts';

test('takes the credentials and the customer that it is given', async () => {
  const customerId = '7c4d2f3a-1b8e-4f5c-9a6d-3e2f1a0b4c5d';
  const { service } = await openPractice({ customerId, token: 'vb_mine', username: 'u' });
  expect([service.accessKey, service.customerId, service.username]).toEqual([
    'vb_mine',
    customerId,
    'u',
  ]);
  const { body } = await bare(service, 'GET', '/v1.0/customer?accesskey=vb_mine');
  expect(body['id']).toBe(customerId);
});

test('listens on loopback only', async () => {
  const { service } = await openPractice();
  expect(new URL(service.url).hostname).toBe('127.0.0.1');
});

test('is led by hand: the person speaks politely, over the agent, and hangs up', async () => {
  const { service, clock } = await openPractice();
  const id = await answeredCall(service);
  const speaking = await openSpeaking(service, id);
  await request(service, 'POST', `/speakings/${speaking}/say`, { text: 'One two three.' });
  service.say(id, 'First.');
  service.say(id, 'Second.');
  clock.advance(1000);
  service.interrupt(id, 'Wait.');
  clock.advance(5000);
  const begun = Number(service.calls()[0]?.answeredAt);
  expect(
    service.calls()[0]?.captions.map(({ side, at, text }) => [side, at - begun, text]),
  ).toEqual([
    ['agent', 0, 'One two three.'],
    ['caller', 1000, 'Wait.'],
    ['caller', 1700, 'First.'],
    ['caller', 2600, 'Second.'],
  ]);
  service.hangUp(id);
  for (const late of [
    () => service.hangUp(id),
    () => service.say(id, 'x'),
    () => service.interrupt(id, 'x'),
  ]) {
    expect(late).toThrow('There is no such practice call now.');
  }
});

test('shows a call as it goes, with what is being said and what was cut', async () => {
  const { service, clock } = await openPractice();
  const seen: string[] = [];
  const stop = service.onChange(([call]) => {
    if (!call) return;
    const spoken = call.captions.map(
      ({ side, text, isOpen, isCut }) => `${side}:${text}${isOpen ? '…' : ''}${isCut ? '!' : ''}`,
    );
    const line = [call.status, ...spoken].join(' ');
    if (seen.at(-1) !== line) seen.push(line);
  });
  const id = await answeredCall(service);
  const speaking = await openSpeaking(service, id, { provider: 'gcp' });
  await request(service, 'POST', `/speakings/${speaking}/say`, { text: 'Hello there.' });
  clock.advance(500);
  await request(service, 'POST', `/speakings/${speaking}/flush`);
  stop();
  service.hangUp(id);
  expect(seen).toEqual([
    'ringing',
    'progressing',
    'progressing agent:Hello there.…',
    'progressing agent:Hello!',
  ]);
});

test('reaches whom a number was given to', async () => {
  const { service, clock } = await openPractice();
  service.setCallee('+12025550123', { type: 'busy', afterMs: 10 });
  service.setCallee('100', { type: 'no-answer', afterMs: 10 });
  await placeCall(service, { type: 'tel', target: '+12025550123' });
  await placeCall(service, { type: 'extension', target_name: '100' });
  clock.advance(400);
  const ends = service.calls().map(({ hangupReason }) => hangupReason);
  expect(ends).toEqual(['noanswer', 'busy']);
});

test('keeps every request without its query', async () => {
  const { service, clock } = await openPractice();
  await request(service, 'GET', '/calls');
  await request(service, 'GET', '/nothing');
  const at = clock.now();
  expect(service.records().requests).toEqual([
    { at, method: 'GET', path: '/v1.0/calls', status: 200 },
    { at, method: 'GET', path: '/v1.0/nothing', status: 404 },
  ]);
});

test('refuses a fault that it does not know, and tells of every change', async () => {
  const { service } = await openPractice();
  const told: (string | undefined)[] = [];
  const stop = service.onFaultsChange((list) => told.push(list.find(({ on }) => on)?.name));
  service.setFault('slow-answers', true);
  service.setFault('slow-answers', false);
  stop();
  service.setFault('server-500', true);
  expect(told).toEqual(['slow-answers', undefined]);
  expect(() => service.setFault('nonsense', true)).toThrow('There is no fault "nonsense"');
  expect(service.faults().every(({ label }) => label.length > 10)).toBe(true);
});

test('closes as often as asked and leaves no timer, socket or port behind', async () => {
  const { service, clock } = await openPractice({ setupMs: 1000 });
  const client = await listen(service, ':call');
  const hook = await openWebhook(service);
  hook.answers.push(500);
  const id = await answeredCall(service);
  service.say(id, 'Hello.');
  await placeCall(service);
  const given = { reference_type: 'call', reference_id: id };
  const cutOff = request(service, 'POST', '/speakings', given).catch(() => 'cut off');
  await hook.count(1);
  await Promise.all([service.close(), service.close()]);
  await service.close();
  expect(await client.closed).toBe(1006);
  await cutOff;
  expect([clock.pending, service.records().sockets, service.records().pendingDeliveries]).toEqual([
    0, 0, 0,
  ]);
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ECONNREFUSED');
});

test('closes with its signal, and does not open for one that is aborted', async () => {
  const controller = new AbortController();
  const options = { clock: new FakeClock(), log: silentLogger };
  const service = await openPracticeVoipBin(options, controller.signal);
  const opening = openPracticeVoipBin(options, controller.signal);
  controller.abort();
  await expect(opening).rejects.toThrow('aborted');
  await expect(openPracticeVoipBin(options, controller.signal)).rejects.toThrow('aborted');
  await service.close();
  await expect(bare(service, 'GET', '/ping')).rejects.toThrow('fetch failed');
});
