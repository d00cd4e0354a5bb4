import { beforeAll, describe, expect, test } from 'vitest';
import { newCall } from '../peers/voipbin/records.ts';
import type { Wire } from '../peers/voipbin/records.ts';
import { openVoipBinPeer } from '../peers/voipbin/voipbin-peer.ts';
import type { VoipBinPeer } from '../peers/voipbin/voipbin-peer.ts';
import { ensureBuilt } from './built-app.ts';
import type { ExportLine, Instance } from './instance.ts';
import { startInstance, stopLimitMs, temporaryHome } from './instance.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

const number = '+15550002000';
const answers = `Adjutant answers ${number}`;
const mailbox = `Adjutant mailbox ${number}`;
const frontDesk = 'a3f0c1de-0000-4000-8000-00000000f1a0';

async function openPeer(): Promise<VoipBinPeer & AsyncDisposable> {
  const peer = await openVoipBinPeer('server');
  peer.flows.push({ id: frontDesk, name: 'Front desk', detail: '' });
  peer.numbers.push({ id: 'n1', number, call_flow_id: frontDesk, message_flow_id: 'texts' });
  return Object.assign(peer, { [Symbol.asyncDispose]: () => peer.close() });
}

/** Starts the app at the peer and waits until it has looked at everything once. */
async function start(peer: VoipBinPeer, home: string): Promise<Instance> {
  const before = peer.count('GET', /^\/messages$/u);
  const app = await startInstance({
    home,
    env: {
      ADJUTANT_VOIPBIN_URL: peer.url,
      ADJUTANT_VOIPBIN_TOKEN: 'vb_practice_access_key',
      ADJUTANT_PHONE_INBOUND: 'everyone',
    },
  });
  await until('it has looked', () => peer.count('GET', /^\/messages$/u) > before);
  return app;
}

function flowOf(peer: VoipBinPeer): unknown {
  const id = peer.numbers[0]?.['call_flow_id'];
  return peer.flows.find((flow) => flow.id === id)?.['name'] ?? id;
}

/** The thread is in the order of time, so no two calls begin in the same millisecond. */
let lastCallAt = 0;

function call(status: string, more: Record<string, unknown> = {}): Wire {
  lastCallAt = Math.max(lastCallAt + 1, Date.now());
  return newCall({ direction: 'incoming', status, ...more }, new Date(lastCallAt).toISOString());
}

function text(words: string): Wire {
  return {
    ...{ id: crypto.randomUUID(), direction: 'inbound', text: words },
    ...{ source: { target: '+15550001000' }, tm_create: new Date().toISOString() },
    targets: [{ destination: { target: number } }],
  };
}

async function lines(app: Instance, channel: string): Promise<readonly ExportLine[]> {
  return (await app.thread()).filter((line) => line.channel === channel);
}

describe.concurrent('a number', () => {
  test('of the account rings at the app while it runs, goes to the mailbox when it quits, and is undone', async () => {
    await using peer = await openPeer();
    await using home = await temporaryHome();
    await using first = await start(peer, home.path);
    expect(flowOf(peer)).toBe('Front desk');
    const refused = await first.cli(['number', 'answer', '+15550009999']);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(`It has: ${number}.`);
    expect((await first.cli(['number', 'answer', number])).code).toBe(0);
    expect(flowOf(peer)).toBe(answers);
    expect((await first.cli(['quit'])).code).toBe(0);
    expect((await first.exited).code).toBe(0);
    expect(flowOf(peer)).toBe(mailbox);

    await using second = await start(peer, home.path);
    await until('it rings here again', () => flowOf(peer) === answers);
    const undone = await second.cli(['number', 'undo', number]);
    expect(JSON.parse(undone.out)).toMatchObject({ number, restored: true });
    expect(peer.numbers[0]).toMatchObject({ call_flow_id: frontDesk, message_flow_id: 'texts' });
    expect(peer.flows).toHaveLength(1);
  });

  test('holds no quit when the service does not answer', async () => {
    await using peer = await openPeer();
    await using home = await temporaryHome();
    await using app = await start(peer, home.path);
    await app.cli(['number', 'answer', number]);
    peer.plan('GET', /^\/numbers$/u, 'hang');
    const askedAt = performance.now();
    app.signal('SIGTERM');
    expect((await app.exited).code).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(stopLimitMs);
  });
});

describe.concurrent('a call to it', () => {
  test('is picked up while it rings', async () => {
    await using peer = await openPeer();
    await using home = await temporaryHome();
    await using app = await start(peer, home.path);
    await app.cli(['number', 'answer', number]);
    const ringing = call('ringing');
    peer.calls.push(ringing);
    peer.hub.publish('call_created', ringing);
    await until('it is answered', () => ringing['status'] === 'progressing');
    await until('it is transcribed', () => peer.transcribes.length === 1);
    const { calls } = await app.status();
    expect(calls).toMatchObject([{ id: ringing.id, state: 'live' }]);
  });

  test('that the mailbox has is left to it, and told when it is over', async () => {
    await using peer = await openPeer();
    await using home = await temporaryHome();
    await using app = await start(peer, home.path);
    await app.cli(['number', 'answer', number]);
    const taken = call('progressing', { tm_progressing: new Date().toISOString() });
    peer.calls.push(taken);
    peer.hub.publish('call_progressing', taken);
    const note = text('Still there?');
    peer.hub.publish('message_created', note);
    await until('the text is told', async () => (await lines(app, 'sms')).length === 1);
    expect([(await app.status()).calls, peer.transcribes, peer.said]).toEqual([[], [], []]);

    const session = { id: 's1', reference_type: 'call', reference_id: taken.id, status: 'done' };
    peer.transcribes.push(session);
    const words = { id: 'w1', transcribe_id: 's1', direction: 'in', message: 'Call me back.' };
    peer.transcripts.push({ ...words, tm_create: new Date().toISOString() });
    peer.hub.publish('call_hangup', peer.setCall(taken.id, { status: 'hangup' }));
    const line = await until('it is told', async () =>
      (await lines(app, 'phone')).find((one) => one.text.includes('Call me back.')),
    );
    expect(line).toMatchObject({
      ...{ text: 'Missed call. Voicemail: Call me back.', author: '+15550001000' },
      ...{ principal: 'stranger', delivery: 'received', callId: taken.id },
    });
  });

  test('whose caller gives up is told in one line, though its end is heard and found', async () => {
    await using peer = await openPeer();
    await using home = await temporaryHome();
    await using app = await start(peer, home.path);
    await app.cli(['number', 'answer', number]);
    // The service takes its time to answer, and the caller has none.
    peer.plan('POST', /^\/calls\/[^/]+\//u, 'hang');
    const ringing = call('ringing');
    peer.calls.push(ringing);
    peer.hub.publish('call_created', ringing);
    await until('it is known', async () => (await app.status()).calls.length === 1);
    peer.hub.publish('call_hangup', peer.setCall(ringing.id, { status: 'hangup' }));
    const ofCall = async () => (await app.thread()).filter(({ callId }) => callId === ringing.id);
    const isKept = async () => {
      const [account] = JSON.parse((await app.cli(['calls'])).out) as { briefId: unknown }[];
      return account !== undefined && account.briefId !== null;
    };
    await until('its end is told', isKept);
    await until('it is told as missed', async () =>
      (await ofCall()).some(({ text: words }) => words === 'Missed call'),
    );
    expect(await ofCall()).toMatchObject([{ text: 'Missed call', author: '+15550001000' }]);
  });

  test('that rang as the app died is left to the mailbox, and told with what was said there', async () => {
    await using peer = await openPeer();
    await using home = await temporaryHome();
    await using first = await start(peer, home.path);
    await first.cli(['number', 'answer', number]);
    peer.plan('POST', /^\/calls\/[^/]+\//u, 'hang');
    const ringing = call('ringing');
    peer.calls.push(ringing);
    peer.hub.publish('call_created', ringing);
    await until(
      'it is kept',
      async () => JSON.parse((await first.cli(['calls'])).out).length === 1,
    );
    await first.kill();
    const answeredAt = new Date(lastCallAt + 10_000).toISOString();
    peer.setCall(ringing.id, { status: 'progressing', tm_progressing: answeredAt });
    const session = { id: 's1', reference_type: 'call', reference_id: ringing.id };
    const ears = { ...session, status: 'progressing' };
    peer.transcribes.push(ears);

    await using second = await start(peer, home.path);
    expect([ringing['status'], ears.status]).toEqual(['progressing', 'progressing']);
    const words = { id: 'w1', transcribe_id: 's1', direction: 'in', message: 'Call me back.' };
    peer.transcripts.push({ ...words, tm_create: new Date().toISOString() });
    peer.hub.publish('call_hangup', peer.setCall(ringing.id, { status: 'hangup' }));
    const ofCall = async () =>
      (await second.thread()).filter(({ callId }) => callId === ringing.id);
    await until('what was said is told', async () =>
      (await ofCall()).some(({ text: told }) => told.includes('Call me back.')),
    );
    expect(await ofCall()).toMatchObject([{ text: 'Missed call. Voicemail: Call me back.' }]);
  });

  test('that came while nothing ran is told once, however often the app is killed; texts as well', async () => {
    await using peer = await openPeer();
    await using home = await temporaryHome();
    await using first = await start(peer, home.path);
    await first.cli(['number', 'answer', number]);
    await first.kill();
    peer.calls.push(call('hangup'), call('hangup'));
    peer.messages.push(text('Running late.'));
    for (let run = 0; run < 3; run += 1) {
      await using app = await start(peer, home.path);
      await until('they are told', async () => (await lines(app, 'phone')).length === 2);
      expect(await lines(app, 'sms')).toMatchObject([{ text: 'Running late.', direction: 'in' }]);
      const ids = (await lines(app, 'phone')).map(({ callId }) => callId);
      expect(ids).toEqual(peer.calls.map(({ id }) => id));
      await app.kill();
    }
  });
});
