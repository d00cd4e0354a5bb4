import { describe, expect, test } from 'vitest';
import { AuthError } from '../../../shared/errors.ts';
import { failure } from '../../peers/voipbin/routes.ts';
import { fixture } from './fixtures.ts';
import { newCall } from '../../peers/voipbin/records.ts';
import type { Wire } from '../../peers/voipbin/records.ts';
import { accessKey, ofType, openScene, password, until } from './scene.ts';
import type { Scene, SceneOptions } from './scene.ts';

const dayMs = 86_400_000;

async function openConnected(given: SceneOptions = {}): Promise<Scene> {
  const scene = await openScene(given);
  await until(() => scene.voipbin.ready.isOpen);
  await scene.peer.hub.subscribed(1);
  return scene;
}

describe('an event', () => {
  test.each(['bare', 'envelope', 'quickstart'] as const)(
    'is told once, though the server sends it twice: %s',
    async (shape) => {
      const { peer, events } = await openConnected();
      peer.hub.shape = shape;
      peer.hub.publish('transcript_created', fixture('transcript') as Wire);
      peer.hub.publish('call_progressing', fixture('call') as Wire);
      await until(() => ofType(events, 'call-changed').length > 0);
      expect(events.map(({ type }) => type)).toEqual(['resynced', 'transcript', 'call-changed']);
    },
  );

  test('arrives by the guide’s topics as well', async () => {
    const { peer, events } = await openConnected({ behaviour: 'guide' });
    peer.hub.publish('transcript_created', fixture('transcript-guide') as Wire);
    peer.hub.publish('call_hangup', fixture('call-older-build') as Wire);
    await until(() => ofType(events, 'call-changed').length > 0);
    expect(events.map(({ type }) => type)).toEqual(['resynced', 'transcript', 'call-changed']);
  });

  test('comes through garbage', async () => {
    const { peer, events, voipbin } = await openConnected();
    for (const frame of [
      '',
      'no json',
      '[]',
      '7',
      '{}',
      '{"type":"call_hangup","data":{"id":7}}',
      `{"id":"x","reference_id":"c","status":"done","deep":${'['.repeat(3e5)}${']'.repeat(3e5)}}`,
    ]) {
      peer.hub.raw(frame);
    }
    peer.hub.publish('transcript_created', fixture('transcript') as Wire);
    await until(() => ofType(events, 'transcript').length === 1);
    expect(events).toHaveLength(2);
    expect(voipbin.state.status).toBe('connected');
  });
});

describe('a lost connection', () => {
  test('comes back after 1 s, doubling to 30 s, and subscribes and resyncs anew', async () => {
    const { peer, clock, voipbin, events } = await openConnected();
    const expected = [1000, 2000, 4000, 8000, 16_000, 30_000];
    const retries = (): number[] => clock.delays.filter((delay) => expected.includes(delay));
    peer.refuseSockets = 503;
    peer.hub.cut();
    for (let count = 1; count <= 7; count += 1) {
      await until(() => retries().length === count);
      expect(voipbin.state.status).toBe('reconnecting');
      expect(voipbin.ready.isOpen).toBe(false);
      if (count === 7) peer.refuseSockets = 0;
      clock.advance(retries().at(-1) ?? 0);
    }
    expect(retries()).toEqual([...expected, 30_000]);
    await peer.hub.subscribed(2);
    await until(() => voipbin.ready.isOpen);
    expect(ofType(events, 'resynced')).toHaveLength(2);
    expect(peer.hub.subscriptions[1]).toEqual(peer.hub.subscriptions[0]);
  });

  test('begins with the shortest delay again after one that held', async () => {
    const { peer, clock, voipbin } = await openConnected();
    const retries = (): number[] => clock.delays.filter((delay) => delay === 1000);
    peer.hub.cut();
    await until(() => retries().length === 1);
    clock.advance(1000);
    await peer.hub.subscribed(2);
    await until(() => voipbin.ready.isOpen);
    clock.advance(10_000);
    peer.hub.cut();
    await until(() => voipbin.state.status === 'reconnecting');
    await until(() => retries().length === 2);
    expect(clock.delays).not.toContain(2000);
  });

  test('of a network that flickers is back within seconds, however often it is lost', async () => {
    const { peer, clock, voipbin } = await openConnected();
    const backoffs = (): number[] =>
      clock.delays.filter((delay) => [1000, 2000, 4000, 8000, 16_000, 30_000].includes(delay));
    const waits: number[] = [];
    for (let count = 1; count <= 6; count += 1) {
      peer.hub.cut();
      await until(() => voipbin.state.status === 'reconnecting');
      await until(() => backoffs().length === count);
      const waitMs = backoffs().at(-1) ?? 0;
      waits.push(waitMs);
      clock.advance(waitMs);
      await peer.hub.subscribed(count + 1);
      await until(() => voipbin.ready.isOpen);
      clock.advance(3000);
    }
    expect(waits).toEqual([1000, 1000, 1000, 1000, 1000, 1000]);
  });

  test('does not hide a hang-up: live calls are looked at until it is back', async () => {
    const { peer, clock, voipbin, events } = await openConnected();
    peer.calls.push(newCall({ id: 'c', status: 'progressing' }, peer.times.next()));
    for (const call of peer.calls) peer.hub.publish('call_progressing', call);
    await until(() => ofType(events, 'call-changed').length === 1);
    peer.refuseSockets = 503;
    peer.hub.cut();
    await until(() => voipbin.state.status === 'reconnecting');
    peer.setCall('c', { status: 'hangup', hangup_by: 'remote', hangup_reason: 'normal' });
    await until(() => {
      clock.advance(100);
      return ofType(events, 'call-changed').length === 2;
    });
    expect(events.at(-1)).toMatchObject({ call: { status: 'ended', hangup: { by: 'remote' } } });
  });

  test('is replaced at once after a wake', async () => {
    const { peer, voipbin, events } = await openConnected();
    voipbin.renew();
    await peer.hub.subscribed(2);
    await until(() => ofType(events, 'resynced').length === 2 && peer.hub.size === 1);
    expect(voipbin.state.status).toBe('connected');
  });
});

describe('credentials', () => {
  test('that are missing mean off, and are used as soon as they are set', async () => {
    const { voipbin, secrets } = await openScene({ secrets: {} });
    await until(() => voipbin.state.status === 'off');
    expect(voipbin.state.remedy).toContain('secret set voipbin-token');
    secrets.change('voipbin-token', accessKey['voipbin-token']);
    await until(() => voipbin.state.status === 'connected');
  });

  test('that are refused are tried again after a minute, and at once when changed', async () => {
    const { voipbin, secrets, peer, clock } = await openScene({
      secrets: { 'voipbin-token': 'vb_wrong' },
    });
    await until(() => voipbin.state.status === 'refused');
    const before = peer.count('GET', /customer/);
    await until(() => clock.nextAt === clock.now() + 60_000);
    clock.advance(60_000);
    await until(() => peer.count('GET', /customer/) === before + 2);
    await until(() => clock.nextAt === clock.now() + 60_000);
    secrets.change('voipbin-token', accessKey['voipbin-token']);
    await until(() => voipbin.state.status === 'connected');
    expect(voipbin.state.remedy).toBe('');
  });

  test('that change while former ones are being refused are tried at once', async () => {
    let refusals = 0;
    let change = (): void => {};
    const { voipbin, secrets } = await openScene({
      secrets: { 'voipbin-token': 'vb_wrong' },
      prepare: ({ gate }) => {
        const { admits } = gate;
        gate.admits = (...asked) => {
          const isAdmitted = admits.apply(gate, asked);
          // The second place for the token: after this refusal nothing is left to try.
          if (!isAdmitted && (refusals += 1) === 2) change();
          return isAdmitted;
        };
      },
    });
    change = () => secrets.change('voipbin-token', accessKey['voipbin-token']);
    await until(() => voipbin.state.status === 'connected');
    expect(refusals).toBe(2);
  });

  test('are tried at once when the password of the proxy changes', async () => {
    const { voipbin, secrets, peer } = await openScene({
      secrets: { 'voipbin-token': 'vb_wrong' },
    });
    await until(() => voipbin.state.status === 'refused');
    const before = peer.count('GET', /customer/);
    secrets.change('proxy-password', 'new');
    await until(() => peer.count('GET', /customer/) > before);
    expect(voipbin.state.status).toBe('refused');
  });

  test('that are refused by the handshake alone are told as refused', async () => {
    const { voipbin } = await openScene({ prepare: (peer) => (peer.refuseSockets = 401) });
    await until(() => voipbin.state.status === 'refused');
    expect(voipbin.state.remedy).not.toBe('');
  });

  test('without the rights for events are told as refused', async () => {
    const { voipbin } = await openScene({ prepare: (peer) => (peer.refuseSockets = 403) });
    await until(() => voipbin.state.status === 'refused');
    expect(voipbin.state.remedy).toContain('administrator');
  });

  test('of a frozen account are told as refused', async () => {
    const { voipbin } = await openScene({
      prepare: (peer) => peer.plan('GET', /customer/, failure(403, 'ACCOUNT_FROZEN')),
    });
    await until(() => voipbin.state.status === 'refused');
    expect(voipbin.state.detail).toContain('frozen');
  });

  test('that are taken away end the connection', async () => {
    const { voipbin, secrets, peer } = await openConnected();
    secrets.change('voipbin-token', null);
    await until(() => voipbin.state.status === 'off' && peer.hub.size === 0);
    expect(voipbin.ready.isOpen).toBe(false);
  });

  test('that cannot be read for now leave the connection as it is', async () => {
    const { voipbin, secrets, peer, events } = await openConnected();
    let reads = 0;
    secrets.get = () => {
      reads += 1;
      return Promise.reject(new AuthError('KEYCHAIN_LOCKED', 'The keychain is locked.'));
    };
    voipbin.check();
    await until(() => reads > 0);
    peer.hub.publish('call_progressing', fixture('call') as Wire);
    await until(() => ofType(events, 'call-changed').length > 0);
    expect(voipbin.ready.isOpen).toBe(true);
    expect(peer.hub.size).toBe(1);
  });

  test('of another kind open a new connection, the same ones do not', async () => {
    const { secrets, peer } = await openConnected();
    secrets.change('voipbin-token', accessKey['voipbin-token']);
    secrets.change('voipbin-token', peer.gate.issue(Date.UTC(2027, 0, 1)));
    await peer.hub.subscribed(2);
    expect(peer.hub.subscriptions).toHaveLength(2);
  });

  test.each(['server', 'guide'] as const)('work as a password too: %s', async (behaviour) => {
    const { peer } = await openConnected({ behaviour, secrets: password });
    expect(peer.count('POST', /login/)).toBe(1);
  });

  test('that run out soon are told while all is well', async () => {
    const { voipbin, secrets, peer } = await openConnected({
      prepare: ({ keys }) => keys.push({ id: 'k', token_prefix: 'vb_prac', tm_expire: soon }),
    });
    await until(() => voipbin.state.detail.includes('expires'));
    expect(voipbin.state.status).toBe('connected');
    expect(voipbin.state.remedy).toContain('secret set');
    secrets.change('voipbin-token', peer.gate.issue(Date.UTC(2027, 0, 1)));
    await until(() => voipbin.state.detail === 'Signed in.' && voipbin.ready.isOpen);
  });
});

const soon = new Date(Date.UTC(2026, 0, 15, 9, 30) + 3 * dayMs).toISOString();

test('an account with an empty id is never subscribed for', async () => {
  const { voipbin, peer } = await openScene({
    prepare: ({ customer }) => (customer.id = '00000000-0000-0000-0000-000000000000'),
  });
  await until(() => voipbin.state.status === 'failed');
  expect(peer.hub.subscriptions).toEqual([]);
});

test('a service that is not there is a state with what is wrong', async () => {
  const { voipbin, clock } = await openScene({ options: { url: 'http://127.0.0.1:9' } });
  await until(() => clock.pending > 0);
  await clock.advanceAsync(300);
  await until(() => clock.nextAt !== null && clock.nextAt - clock.now() <= 1200);
  await clock.advanceAsync(1200);
  await until(() => voipbin.state.status === 'failed');
  expect(voipbin.state.detail).toContain('cannot be reached');
});
