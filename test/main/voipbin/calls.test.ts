import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { newCall, newSession, startAt } from '../../peers/voipbin/records.ts';
import { failure } from '../../peers/voipbin/routes.ts';
import { openScene, until } from './scene.ts';

const tel = { type: 'tel', target: '+15550002000', name: '' } as const;
const extension = { type: 'extension', target: '100', name: '' } as const;
const hour = 3_600_000;

describe('dialling', () => {
  test.each([
    ['server', tel],
    ['server', extension],
    ['guide', tel],
    ['guide', extension],
  ] as const)('by the %s finds the id of the call: %j', async (behaviour, target) => {
    const { voipbin, peer, signal } = await openScene({ behaviour });
    expect(await voipbin.place(target, '+15550001000', signal)).toBe(peer.calls[0]?.id);
    const [sent] = peer.received.filter(({ method }) => method === 'POST');
    expect(sent?.body).not.toHaveProperty('flow_id');
    expect(sent?.body['actions']).toEqual([{ type: 'sleep', option: { duration: hour } }]);
  });

  test('waits for a group that names its call late', async () => {
    const { voipbin, peer, signal } = await openScene();
    peer.groupsTellLate = true;
    expect(await voipbin.place(extension, null, signal)).toBe(peer.calls[0]?.id);
  });

  test('names the likely causes when the service only says 500', async () => {
    const { voipbin, peer, signal } = await openScene();
    peer.plan('POST', /calls/, failure(500, 'INTERNAL'));
    await expect(voipbin.place(tel, null, signal)).rejects.toThrow(/Likely causes/);
    expect(peer.count('POST', /calls/)).toBe(1);
  });

  test('refuses what cannot be dialled before anything is sent', async () => {
    const { voipbin, peer, signal } = await openScene();
    const other = { type: 'other', target: 'x', name: '' } as const;
    await expect(voipbin.place(other, null, signal)).rejects.toMatchObject({ kind: 'refused' });
    expect(peer.count('POST', /calls/)).toBe(0);
  });

  test('is looked after until it is answered, though no event comes', async () => {
    const { voipbin, peer, clock, events, signal } = await openScene();
    await until(() => voipbin.ready.isOpen);
    const callId = await voipbin.place(tel, null, signal);
    peer.setCall(callId, { status: 'progressing' });
    await until(() => clock.delays.includes(2000));
    clock.advance(2000);
    await until(() => events.some(({ type }) => type === 'call-changed'));
    expect(events.at(-1)).toMatchObject({ call: { id: callId, status: 'progressing' } });
  });
});

test('live calls are found over several pages, and old ones are not read for ever', async () => {
  const { voipbin, peer, signal } = await openScene();
  peer.pageSize = 2;
  const at = (ms: number): string => new Date(startAt + ms).toISOString();
  for (let count = 0; count < 30; count += 1) {
    peer.calls.push(newCall({ id: `old-${count}`, status: 'hangup' }, at(-100 * hour)));
  }
  peer.calls.push(newCall({ id: 'one', status: 'progressing' }, at(-1000)));
  peer.calls.push(newCall({ id: 'two', status: 'hangup' }, at(-900)));
  peer.calls.push(newCall({ id: 'three', status: 'ringing' }, at(-800)));
  const live = await voipbin.liveCalls(signal);
  expect(live.map(({ id }) => id)).toEqual(['three', 'one']);
  expect(peer.count('GET', /^\/calls$/)).toBe(2);
});

describe('speech', () => {
  test.each(['server', 'guide'] as const)('sessions of the account: %s', async (behaviour) => {
    const { voipbin, peer, signal } = await openScene({ behaviour });
    const at = peer.times.next();
    peer.speakings.push(newSession({ id: 'a', reference_id: 'c', status: 'active' }, at));
    peer.speakings.push(newSession({ id: 'b', reference_id: 'c', status: 'stopped' }, at));
    const conference = { reference_type: 'confbridge', reference_id: 'x', status: 'active' };
    peer.speakings.push(newSession({ id: 'd', ...conference }, at));
    expect(await voipbin.liveSpeakings(signal)).toEqual([
      { id: 'a', callId: 'c', status: 'active' },
    ]);
  });

  test('is measured in bytes and never sent when it is empty', async () => {
    const { voipbin, peer, signal } = await openScene();
    const long = '한'.repeat(1667);
    await expect(voipbin.say('s', long, signal)).rejects.toMatchObject({
      code: 'VOIPBIN_TEXT_TOO_LONG',
    });
    await expect(voipbin.say('s', ' \n', signal)).rejects.toMatchObject({ kind: 'refused' });
    expect(peer.count('POST', /say/)).toBe(0);
  });

  test('is never said twice, and an early flush is the service’s 404', async () => {
    const { voipbin, peer, signal } = await openScene();
    peer.speakings.push(newSession({ id: 's', status: 'active' }, peer.times.next()));
    peer.plan('POST', /say/, failure(503, 'REQUEST_TIMEOUT'));
    await expect(voipbin.say('s', 'Hello', signal)).rejects.toMatchObject({ status: 503 });
    expect(peer.count('POST', /say/)).toBe(1);
    await expect(voipbin.flush('s', signal)).rejects.toMatchObject({ status: 404 });
    expect(peer.count('POST', /flush/)).toBe(1);
  });

  test('sessions outlive the call until they are stopped', async () => {
    const { voipbin, peer, signal } = await openScene();
    peer.speakings.push(newSession({ id: 's', reference_id: 'c', status: 'active' }, ''));
    await voipbin.stopSpeaking('s', signal);
    await voipbin.stopSpeaking('gone', signal);
    expect(await voipbin.liveSpeakings(signal)).toEqual([]);
  });
});

test('transcripts come oldest first', async () => {
  const { voipbin, peer, signal } = await openScene();
  peer.pageSize = 2;
  for (const id of ['a', 'b', 'c', 'd', 'e']) {
    const line = { transcribe_id: 't', direction: 'in', message: id, tm_create: peer.times.next() };
    peer.transcripts.push({ id, ...line });
  }
  const lines = await voipbin.transcriptsOf('t', signal);
  expect(lines.map(({ text }) => text).join('')).toBe('abcde');
});

test('own numbers are told by the account', async () => {
  const { voipbin, peer, signal } = await openScene();
  peer.numbers.push({ id: 'n', number: '+15550001000', status: 'active' });
  expect(await voipbin.account.numbers(signal)).toMatchObject([
    { number: '+15550001000', callFlowId: null },
  ]);
});

test('an answered call finds its connections open', async () => {
  const { peer, voipbin, signal } = await openScene();
  await until(() => voipbin.ready.isOpen);
  const callId = 'ringing';
  peer.calls.push(newCall({ id: callId, status: 'ringing' }, peer.times.next()));
  await voipbin.warm(signal);
  // A connection is free again a turn of the loop after its answer.
  await turn();
  const { connections } = peer;
  peer.setCall(callId, { status: 'progressing' });
  const speaking = { callId, language: 'en-US', provider: 'gcp', voiceId: null };
  const transcription = { callId, language: 'en-US', direction: 'both' } as const;
  await Promise.all([
    voipbin.openTranscription(transcription, signal),
    voipbin.openSpeaking(speaking, signal),
  ]);
  expect(peer.connections).toBe(connections);
});

test('a connection is warmed without a key', async () => {
  const { voipbin, peer, signal } = await openScene();
  await voipbin.warm(signal);
  const [ping] = peer.received.filter(({ path }) => path === '/ping');
  expect(ping?.headers.authorization).toBeUndefined();
  expect([...(ping?.query.keys() ?? [])]).toEqual([]);
});
