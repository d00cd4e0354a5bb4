import { describe, expect, test } from 'vitest';
import { forgetful } from '../../../main/voipbin/webhook-memory.ts';
import type { Wire } from '../../peers/voipbin/records.ts';
import { fixture } from './fixtures.ts';
import { ofType, openScene, until, webhookUrl } from './scene.ts';
import type { SceneOptions } from './scene.ts';

const webhook = { delivery: 'webhook' } as const;
const own: SceneOptions = { options: webhook, deps: { publicUrl: () => webhookUrl } };

describe('registering', () => {
  test.each(['server', 'guide'] as const)('keeps all other fields: %s', async (behaviour) => {
    const { peer, voipbin, events } = await openScene({ ...own, behaviour });
    await until(() => voipbin.ready.isOpen);
    expect(peer.customer).toMatchObject({
      name: 'Desk',
      detail: 'the only one',
      email: 'desk@example.com',
      phone_number: '+15550001000',
      address: 'Main Street 1',
      webhook_method: 'POST',
      webhook_uri: webhookUrl,
    });
    expect(events.map(({ type }) => type)).toEqual(['resynced']);
  });

  test('follows an address that changes in the middle of a look', async () => {
    let [url, looks] = [webhookUrl, 0];
    const publicUrl = (): string => {
      looks += 1;
      const now = url;
      if (looks !== 2) return now;
      queueMicrotask(() => {
        url = `https://other.example.test${new URL(webhookUrl).pathname}`;
        voipbin.check();
      });
      return now;
    };
    const { peer, voipbin } = await openScene({ ...own, deps: { publicUrl } });
    await until(() => voipbin.ready.isOpen);
    voipbin.check();
    await until(() => looks === 3);
    await until(() => peer.customer['webhook_uri'] === url);
    expect(url).toContain('other');
  });

  test('is not done again where it stands already', async () => {
    const { peer, voipbin } = await openScene({
      ...own,
      prepare: ({ customer }) =>
        Object.assign(customer, { webhook_uri: webhookUrl, webhook_method: 'POST' }),
    });
    await until(() => voipbin.ready.isOpen);
    expect(peer.count('PUT', /customer/)).toBe(0);
  });

  test('leaves another program’s address alone until it is told otherwise', async () => {
    let replace = false;
    const memory = forgetful();
    const foreign = { webhook_uri: 'https://crm.example.com/hook', webhook_method: 'PUT' };
    const { peer, voipbin, signal } = await openScene({
      options: webhook,
      deps: {
        publicUrl: () => webhookUrl,
        replaceForeignWebhook: () => replace,
        webhookMemory: memory,
      },
      prepare: ({ customer }) => Object.assign(customer, foreign),
    });
    await until(() => voipbin.state.status === 'failed');
    expect(voipbin.state.detail).toContain('left alone');
    expect(peer.count('PUT', /customer/)).toBe(0);

    replace = true;
    voipbin.check();
    await until(() => voipbin.state.status === 'connected');
    expect(peer.customer['webhook_uri']).toBe(webhookUrl);
    const former = (await memory.read())?.former;
    if (!former) throw new Error('nothing to undo was told');
    expect(await voipbin.webhook.undo(webhookUrl, former, signal)).toBe(true);
    expect(peer.customer).toMatchObject({ ...foreign, name: 'Desk' });
    expect(await voipbin.webhook.undo(webhookUrl, former, signal)).toBe(false);
  });

  test('takes its own address for its own after the path was made anew, also after a restart', async () => {
    const memory = forgetful();
    let path = '/hooks/voipbin/one';
    const deps = { publicUrl: () => `https://a.example${path}`, webhookMemory: memory };
    const first = await openScene({ options: webhook, deps });
    const told: string[] = [];
    first.voipbin.onRegistered((url) => told.push(url));
    await until(() => first.voipbin.ready.isOpen);
    path = '/hooks/voipbin/two';
    first.voipbin.check();
    await until(() => first.peer.customer['webhook_uri'] === 'https://a.example/hooks/voipbin/two');
    await until(() => told.length === 2);
    expect(told).toEqual(['one', 'two'].map((name) => `https://a.example/hooks/voipbin/${name}`));
    expect((await memory.read())?.former).toEqual({ uri: '', method: '' });
    await first.voipbin.close();

    path = '/hooks/voipbin/three';
    const next = await openScene({
      options: webhook,
      deps,
      prepare: ({ customer }) => Object.assign(customer, first.peer.customer),
    });
    await until(() => next.voipbin.ready.isOpen);
    expect(next.peer.customer['webhook_uri']).toBe('https://a.example/hooks/voipbin/three');
  });

  test('sees a change of the address that comes while it is registering', async () => {
    let path = '/hooks/voipbin/one';
    const scene = await openScene({
      options: webhook,
      deps: { publicUrl: () => `https://a.example${path}` },
    });
    scene.voipbin.onRegistered(() => {
      if (path === '/hooks/voipbin/two') return;
      path = '/hooks/voipbin/two';
      scene.voipbin.check();
    });
    await until(() => scene.peer.customer['webhook_uri'] === 'https://a.example/hooks/voipbin/two');
    expect(scene.peer.count('PUT', /customer/)).toBe(2);
  });

  test('does not fight a program that took its place, and says so also after a restart', async () => {
    const memory = forgetful();
    const deps = { publicUrl: () => webhookUrl, webhookMemory: memory };
    const foreign = { webhook_uri: 'https://crm.example.com/hook', webhook_method: 'POST' };
    const first = await openScene({ options: webhook, deps });
    await until(() => first.voipbin.ready.isOpen);
    Object.assign(first.peer.customer, foreign);
    first.voipbin.check();
    await until(() => first.voipbin.state.status !== 'connected');
    const told = {
      status: 'failed',
      detail: expect.stringContaining('in the place of Adjutant’s') as string,
      remedy: expect.stringContaining('voipbin.webhookTakeOver') as string,
    };
    expect(first.voipbin.state).toMatchObject(told);
    expect(first.peer.customer).toMatchObject(foreign);
    const lostAt = (await memory.read())?.lostAt;
    expect(lostAt).toBe(first.clock.now());

    const next = await openScene({
      options: webhook,
      deps,
      prepare: ({ customer }) => Object.assign(customer, foreign),
    });
    await until(() => next.voipbin.state.status === 'failed');
    expect(next.voipbin.state).toMatchObject(told);
    expect(next.peer.count('PUT', /customer/)).toBe(0);
    expect(await memory.read()).toMatchObject({ ours: webhookUrl, lostAt });

    next.peer.customer['webhook_uri'] = '';
    next.voipbin.check();
    await until(() => next.voipbin.state.status === 'connected');
    expect(await memory.read()).toMatchObject({ ours: webhookUrl, lostAt: null });
  });

  test('goes on when what is known of it can neither be read nor kept', async () => {
    const broken = () => Promise.reject(new Error('disk'));
    const { voipbin } = await openScene({
      options: webhook,
      deps: { publicUrl: () => webhookUrl, webhookMemory: { read: broken, write: broken } },
    });
    await until(() => voipbin.ready.isOpen);
    expect(voipbin.state.status).toBe('connected');
  });

  test('follows the tunnel to another address: the path tells that it is ours', async () => {
    let url: string | null = null;
    const { peer, voipbin, events } = await openScene({
      options: webhook,
      deps: { publicUrl: () => url },
      prepare: ({ customer }) => (customer['webhook_uri'] = webhookUrl),
    });
    await until(() => voipbin.state.status === 'failed');
    expect(voipbin.state.detail).toContain('no public address');
    url = webhookUrl.replace('quiet-fox', 'loud-bear');
    voipbin.check();
    await until(() => voipbin.ready.isOpen);
    expect(peer.customer['webhook_uri']).toBe(url);
    expect(ofType(events, 'resynced')).toHaveLength(1);
  });
});

test('a delivery that is not signed by the account’s secret is refused', async () => {
  const { peer, voipbin, events } = await openScene({
    ...own,
    prepare: ({ customer }) => (customer['webhook_secret'] = 'whsec_1'),
  });
  await until(() => voipbin.ready.isOpen);
  const good = peer.delivery('transcript_created', fixture('transcript') as Wire);
  expect(await voipbin.deliver({ ...good, signature: null })).toBe(false);
  expect(await voipbin.deliver(good)).toBe(true);
  expect(await voipbin.deliver(good)).toBe(true);
  expect(ofType(events, 'transcript')).toHaveLength(1);
});

test('with both ways one is enough, and what is wrong with the other is told', async () => {
  const { voipbin, peer } = await openScene({ options: { delivery: 'both' } });
  await until(() => voipbin.state.status === 'connected');
  await until(() => voipbin.state.detail.includes('no public address'));
  expect(voipbin.state.remedy).toContain('ngrok');
  expect(peer.hub.size).toBe(1);
});

test('with both ways a lost socket leaves the phone open', async () => {
  const { voipbin, peer, events } = await openScene({
    options: { delivery: 'both' },
    deps: { publicUrl: () => webhookUrl },
  });
  // Each way tells it once when it stands.
  await until(() => ofType(events, 'resynced').length === 2);
  peer.refuseSockets = 503;
  peer.hub.cut();
  await until(() => voipbin.state.detail.includes('event connection'));
  expect(voipbin.state.status).toBe('connected');
  expect(voipbin.ready.isOpen).toBe(true);
});
