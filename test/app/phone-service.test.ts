import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { newCall } from '../peers/voipbin/records.ts';
import { failure } from '../peers/voipbin/routes.ts';
import { ensureBuilt } from './built-app.ts';
import { stopLimitMs } from './instance.ts';
import { opening, PhoneScene, playedMs, post } from './phone-scene.ts';
import { until } from './until.ts';

beforeAll(ensureBuilt);

const question = 'What is the time, please?';
const secret = { webhook_secret: 'whsec_1' };

/** Both sessions of the call are stopped at the service. */
function isStopped({ peer }: PhoneScene): boolean {
  const sessions = [...peer.transcribes, ...peer.speakings];
  return sessions.every(({ status }) => status === 'done' || status === 'stopped');
}

// Calls last as long as people speak: side by side.
describe.concurrent('a call', () => {
  test('is answered by the model, with one transcription and one voice', async () => {
    await using scene = await PhoneScene.open();
    await scene.talk();
    scene.says(question);
    await until('the answer is said', () => scene.peer.said.length > opening.length);
    expect(scene.peer.said).toEqual([...opening, 'Four o’clock it is.']);
    expect([scene.peer.transcribes.length, scene.peer.speakings.length]).toEqual([1, 1]);
    expect(scene.model.requests).toHaveLength(1);
  });

  test('finds its connections open when it is answered', async () => {
    await using scene = await PhoneScene.open();
    const { peer, model } = scene;
    const before = { peer: peer.connections, model: model.connections };
    const call = scene.ring();
    await until('a model connection is open', () => model.connections > before.model);
    await until('the service was asked', () => peer.count('GET', /^\/ping$/) === 2);
    await delay(100);
    const ringing = { peer: peer.connections, model: model.connections };
    expect(model.requests).toEqual([]);
    scene.answer(call);
    await until('the first words are said', () => peer.said.length > 0);
    // Both sessions are opened at once; without the warm ones that takes two more, with them one for what else is asked.
    expect(peer.connections - ringing.peer).toBeLessThanOrEqual(1);
    await delay(playedMs);
    scene.says(question);
    await until('the answer is said', () => peer.said.length > opening.length);
    expect(model.connections).toBe(ringing.model);
  });

  test('whose end was missed while the socket was away is ended all the same', async () => {
    await using scene = await PhoneScene.open();
    const { peer } = scene;
    const call = await scene.talk();
    peer.refuseSockets = 503;
    peer.hub.cut();
    peer.setCall(call.id, { status: 'hangup', hangup_by: 'remote' });
    await until('both sessions are stopped', () => isStopped(scene));
    expect(peer.hub.size).toBe(0);
    peer.refuseSockets = 0;
    await scene.untilOver();
  });

  test('whose last words came while the socket was away has them in the thread', async () => {
    await using scene = await PhoneScene.open();
    const { peer } = scene;
    const call = await scene.talk();
    peer.refuseSockets = 503;
    peer.hub.cut();
    scene.says('Please call me back.', { told: false });
    peer.setCall(call.id, { status: 'hangup', hangup_by: 'remote' });
    await scene.untilOver();
    const said = (await scene.app.thread()).filter(({ direction }) => direction === 'in');
    expect(said.map(({ text }) => text)).toEqual(['Please call me back.']);
  });

  test('told on both ways at once is answered once', async () => {
    await using scene = await PhoneScene.open({ ADJUTANT_VOIPBIN_DELIVERY: 'both' }, (peer) =>
      Object.assign(peer.customer, secret),
    );
    const { peer, model } = scene;
    await until('the webhook is registered', () => peer.customer['webhook_uri'] !== '');
    await scene.talk();
    scene.says(question);
    await until('the answer is said', () => peer.said.length > opening.length);
    await delay(500);
    expect(peer.said).toEqual([...opening, 'Four o’clock it is.']);
    expect([peer.transcribes.length, peer.speakings.length]).toEqual([1, 1]);
    expect(model.requests).toHaveLength(1);
  });

  test('of a trusted number goes on from its earlier ones, of any other number it does not', async () => {
    const trusted = '+15551000001';
    await using scene = await PhoneScene.open({ ADJUTANT_PHONE_ALLOW: trusted });
    const { peer, model } = scene;
    const other = { type: 'tel', target: '+15551000002', target_name: '', name: '', detail: '' };
    for (const [index, change] of [{}, { source: other }, {}].entries()) {
      const said = peer.said.length;
      const call = await scene.talk(change);
      scene.says(index === 0 ? 'My plant is called Bertha.' : question);
      await until('the answer is said', () => peer.said.length > said + opening.length);
      scene.tell('call_hangup', { ...peer.setCall(call.id, { status: 'hangup' }) });
      await scene.untilOver();
    }
    // Briefs of the calls are asked of the model as well.
    const asked = model.requests.map((request) => JSON.stringify(request));
    const told = asked
      .filter((request) => request.includes('You are on the phone'))
      .map((request) => request.includes('Bertha'));
    expect(told).toEqual([true, false, true]);
  });

  test('whose voice is gone gets another one, and no word is lost', async () => {
    await using scene = await PhoneScene.open();
    const { peer } = scene;
    await scene.talk();
    const [voice] = peer.speakings;
    if (!voice) throw new Error('no voice');
    voice['status'] = 'stopped';
    scene.says(question);
    await until('the answer is said', () => peer.said.length > opening.length);
    expect(peer.said).toEqual([...opening, 'Four o’clock it is.']);
    expect(peer.speakings.map(({ status }) => status)).toEqual(['stopped', 'active']);
  });

  test('loses no word when there were too many requests, and waits before it asks again', async () => {
    await using scene = await PhoneScene.open();
    const { peer } = scene;
    const slowDown = { ...failure(429, 'RATE_LIMIT_EXCEEDED'), headers: { 'retry-after': '1' } };
    for (const path of [/^\/transcribes$/, /^\/speakings$/, /\/say$/]) {
      peer.plan('POST', path, slowDown);
    }
    scene.answer(scene.ring());
    await until('they were refused', () => peer.count('POST', /^\/(transcribes|speakings)$/) === 2);
    const refusedAt = performance.now();
    await until('the first words are said', () => peer.said.length === opening.length);
    expect(performance.now() - refusedAt).toBeGreaterThan(1900);
    expect(peer.said).toEqual(opening);
    expect([peer.transcribes.length, peer.speakings.length]).toEqual([1, 1]);
    // Refused, taken, and the second piece.
    expect(peer.count('POST', /\/say$/)).toBe(3);
  });
});

describe.concurrent('the end of the app', () => {
  test('says goodbye, hangs up and stops both sessions, in time', async () => {
    await using scene = await PhoneScene.open();
    const { peer, app } = scene;
    await scene.talk();
    const since = peer.received.length;
    const askedAt = performance.now();
    app.signal('SIGTERM');
    expect((await app.exited).code).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(stopLimitMs);
    expect(isStopped(scene)).toBe(true);
    expect(peer.calls.map(({ status }) => status)).toEqual(['hangup']);
    expect(peer.said.at(-1)).toBe('I have to go now. Goodbye.');
    // What still plays when the time is up is flushed.
    const asked = scene.asked(since).filter((path) => path !== '/speakings/flush');
    expect([asked[0], asked.at(-1)]).toEqual(['/speakings/say', '/calls/hangup']);
    expect(asked.slice(1, -1).toSorted()).toEqual(['/speakings/stop', '/transcribes/stop']);
  });

  test('by force leaves nothing at the service that the next start does not end', async () => {
    await using scene = await PhoneScene.open();
    const { peer } = scene;
    const call = await scene.talk();
    await scene.app.kill();
    expect(isStopped(scene)).toBe(false);
    await scene.start();
    await until('both sessions are stopped', () => isStopped(scene));
    await until('the call is hung up', () => peer.setCall(call.id, {})['status'] === 'hangup');
    const over = peer.received.length;
    await scene.app.kill();
    await scene.start();
    expect(scene.asked(over)).toEqual([]);
  });

  test('by force loses no words of the caller: they are in the thread before the brief, each once', async () => {
    await using scene = await PhoneScene.open();
    const { peer } = scene;
    await scene.talk();
    scene.says(question);
    await until('the answer is said', () => peer.said.length > opening.length);
    await scene.app.kill();
    scene.says('Please call me back.', { told: false });
    await scene.start();
    const thread = await until('the call is told', async () => {
      const lines = await scene.app.thread();
      return lines.some(({ text }) => text.startsWith('Call from')) && lines;
    });
    const said = thread.filter(({ direction }) => direction === 'in').map(({ text }) => text);
    expect(said).toEqual([question, 'Please call me back.']);
    expect(thread.at(-1)?.text).toContain('Please call me back.');
  });

  test('by force while somebody is dialled has the next start end that call', async () => {
    await using scene = await PhoneScene.open();
    const { peer } = scene;
    const callee = '+12025550101';
    peer.plan('POST', /^\/calls$/, 'hang');
    const asking = scene.app.cli(['call', callee]);
    await until('the service is asked', () => peer.count('POST', /^\/calls$/) === 1);
    const call = newCall(
      {
        ...{ direction: 'outgoing', status: 'progressing' },
        destination: { type: 'tel', target: callee, target_name: '', name: '', detail: '' },
      },
      new Date().toISOString(),
    );
    peer.calls.push(call);
    await scene.app.kill();
    await asking;
    await scene.start();
    await until('the call is hung up', () => peer.setCall(call.id, {})['status'] === 'hangup');
    expect(peer.count('POST', /^\/calls$/)).toBe(1);
  });
});

describe.concurrent('by webhook alone', () => {
  const env = { ADJUTANT_VOIPBIN_DELIVERY: 'webhook' };

  test('a signed call is answered', async () => {
    await using scene = await PhoneScene.open(env, (peer) => Object.assign(peer.customer, secret));
    expect(scene.peer.hub.size).toBe(0);
    expect(scene.peer.customer).toMatchObject({ name: 'Desk', webhook_method: 'POST' });
    await scene.talk();
    scene.says(question);
    await until('the answer is said', () => scene.peer.said.length > opening.length);
    expect(scene.peer.said).toEqual([...opening, 'Four o’clock it is.']);
  });

  test('what comes before the account is known is checked all the same', async () => {
    await using scene = await PhoneScene.open(env, (peer) => Object.assign(peer.customer, secret));
    const { peer, app: former } = scene;
    await former.kill();
    peer.customer['webhook_uri'] = '';
    const call = scene.ring();
    // All attempts of the first look at the account fail.
    for (let count = 0; count < 3; count += 1) {
      peer.plan('GET', /^\/customer$/, failure(503, 'SERVICE_UNAVAILABLE'));
    }
    const starting = scene.start();
    const { ingress } = (await until('it is up', () => scene.app !== former && scene.app)).ready;
    const uri = ingress.local + ingress.voipbin;
    const signed = peer.delivery('call_created', { ...call });
    const forged = peer.delivery('call_created', { ...call, id: 'forged' });
    const answers = Promise.all([post(uri, { ...forged, signature: null }), post(uri, signed)]);
    expect(await answers).toEqual([404, 200]);
    const taken = (await scene.app.status()).calls as readonly { readonly id: string }[];
    expect(taken.map(({ id }) => id)).toEqual([call.id]);
    await starting;
  });

  test('a call with a wrong signature, or none, is never touched', async () => {
    await using scene = await PhoneScene.open(env, (peer) => Object.assign(peer.customer, secret));
    const { peer } = scene;
    const uri = String(peer.customer['webhook_uri']);
    peer.customer['webhook_uri'] = '';
    const call = scene.ring();
    peer.setCall(call.id, { status: 'progressing' });
    const { raw } = peer.delivery('call_progressing', { ...call });
    const since = peer.received.length;
    for (const signature of [null, 'sha256=00', `sha256=${'0'.repeat(64)}`]) {
      expect(await post(uri, { raw, signature })).toBe(404);
    }
    await delay(500);
    expect(scene.asked(since)).toEqual([]);
    expect((await scene.app.status()).calls).toEqual([]);
  });
});
