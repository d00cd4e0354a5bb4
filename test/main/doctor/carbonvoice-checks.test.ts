import { describe, expect, test } from 'vitest';
import type { ArrivalFacts } from '../../../main/carbonvoice/arrivals.ts';
import { checkCarbonVoiceIdentity } from '../../../main/doctor/carbonvoice-identity-check.ts';
import type {
  CarbonVoicePort,
  KeptCarbonVoice,
  RunningCarbonVoice,
} from '../../../main/doctor/carbonvoice-ports.ts';
import { checkCarbonVoiceReply } from '../../../main/doctor/carbonvoice-reply-check.ts';
import { checkCarbonVoiceSubscription } from '../../../main/doctor/carbonvoice-subscription-check.ts';
import type { ConnectionState } from '../../../shared/connection.ts';
import { AuthError, NetworkError, RemoteError, SettingsError } from '../../../shared/errors.ts';
import { look } from './look.ts';

const identity = { agentId: 'agent-1', agentName: 'Desk', ownerId: 'owner-1' };
const connected: ConnectionState = { status: 'connected', detail: 'Signed in.', remedy: '' };
const url = 'https://a.example/hooks/carbonvoice/secret-path';
const emptyPage = {
  ...{ messages: [], rows: [], lost: 0, hasMore: false, nextCursor: null },
  ...{ onward: null, isCut: false },
};
const minute = 60_000;
const now = Date.UTC(2026, 8, 24, 10);

const kept: KeptCarbonVoice = {
  subscription: { url, agentId: 'agent-1', filter: 'sent' },
  counts: { inbox: { pending: 0, failed: 0 }, outbox: { pending: 0, failed: 0, unknown: 0 } },
  replies: { last: null, strayed: 0 },
};
const nothingCame: ArrivalFacts = { deliveredAt: null, ownDeliveredAt: null, missed: 0 };

function running(change: Partial<RunningCarbonVoice> = {}): RunningCarbonVoice {
  return {
    state: () => connected,
    webhookUrl: () => url,
    arrivals: () => nothingCame,
    socket: () => 'up',
    isPaused: () => false,
    ...change,
  };
}

function port(change: Partial<CarbonVoicePort> = {}): CarbonVoicePort {
  return {
    client: {
      whoami: () => Promise.resolve(identity),
      reading: { updates: () => Promise.resolve(emptyPage) },
    },
    looksLikeToken: () => Promise.resolve(true),
    wantedBy: null,
    running: running(),
    kept: () => Promise.resolve(kept),
    now: () => now,
    ...change,
  };
}

function failing(error: Error): CarbonVoicePort['client'] {
  const fail = () => Promise.reject(error);
  return { whoami: fail, reading: { updates: fail } };
}

const refused = new AuthError('CARBONVOICE_TOKEN_REFUSED', 'Carbon Voice refuses the token.', {
  remedy: 'Make a new one.',
});
const noToken = new SettingsError('CARBONVOICE_NO_TOKEN', 'No token is set.', 'Set one.');

describe('the identity at Carbon Voice', () => {
  const at = (change: Partial<CarbonVoicePort> = {}) =>
    look(checkCarbonVoiceIdentity(port(change)));

  test('is the agent’s, and names the owner', async () => {
    expect(await at()).toEqual({
      verdict: 'good',
      detail: 'Signed in as Desk (agent-1); the owner is owner-1.',
      remedy: '',
    });
  });

  test('is refused: 401 Unauthorized leads to the token, and to one that is none', async () => {
    expect(await at({ client: failing(refused) })).toEqual({
      verdict: 'bad',
      detail: 'Carbon Voice refuses the token. It may have been revoked, or its year is over.',
      remedy: 'Make a new one.',
    });
    const odd = await at({
      client: failing(refused),
      looksLikeToken: () => Promise.resolve(false),
    });
    expect(odd.detail).toContain('does not begin with cv_pat_');
  });

  test('names no owner: nobody is answered', async () => {
    const client = {
      ...port().client,
      whoami: () => Promise.resolve({ ...identity, ownerId: null }),
    };
    const found = await at({ client });
    expect(found).toMatchObject({ verdict: 'bad' });
    expect(found.detail).toContain('names no owner, so nobody is answered');
    expect(found.remedy).toContain('developer.carbonvoice.app → Agents');
  });

  test('is not set up, which is a fault where a setting needs it', async () => {
    expect(await at({ client: failing(noToken) })).toMatchObject({
      verdict: 'off',
      remedy: 'Set one.',
    });
    const wanted = await at({ client: failing(noToken), wantedBy: 'carbonvoice.allow' });
    expect(wanted).toMatchObject({
      verdict: 'bad',
      detail: 'No token is set. But carbonvoice.allow is set.',
    });
  });

  test('cannot be asked: network and failures of the service are told apart', async () => {
    const gone = await at({ client: failing(new NetworkError('X', 'Nothing answers there.')) });
    expect(gone.detail).toBe('Carbon Voice cannot be reached. Nothing answers there.');
    expect(gone.remedy).toContain('status.carbonvoice.app');
    const broken = new RemoteError('Y', 'Carbon Voice answered 500', { status: 500 });
    expect(await at({ client: failing(broken) })).toMatchObject({
      verdict: 'bad',
      detail: 'Carbon Voice answered 500',
    });
  });

  test('warns of a token that ends soon', async () => {
    const detail = 'Signed in as Desk. The token ends in 6 days.';
    const state = (): ConnectionState => ({ status: 'connected', detail, remedy: 'Make another.' });
    expect(await at({ running: running({ state }) })).toMatchObject({
      verdict: 'good',
      remedy: 'Make another.',
    });
  });
});

describe('the subscription at Carbon Voice', () => {
  const at = (change: Partial<RunningCarbonVoice> = {}, more: Partial<CarbonVoicePort> = {}) =>
    look(checkCarbonVoiceSubscription(port({ running: running(change), ...more })));

  test('stands at today’s address, and tells when it last fired, never its secret path', async () => {
    const deliveredAt = now - minute;
    const found = await at({ arrivals: () => ({ ...nothingCame, deliveredAt }) });
    expect(found).toMatchObject({ verdict: 'good' });
    expect(found.detail).toBe(
      'The webhook is registered at a.example, without the agent’s own messages. The last delivery came at 2026-09-24 09:59 UTC. New messages can be fetched. The live connection stands.',
    );
    expect(JSON.stringify(found)).not.toContain('secret-path');
  });

  test.each([
    ['unknown', 'It was not made by Adjutant'],
    ['refused', 'The service refused the filter'],
  ] as const)('does not claim a filter that is %s', async (filter, told) => {
    const subscription = { url, agentId: 'agent-1', filter };
    const found = await at({}, { kept: () => Promise.resolve({ ...kept, subscription }) });
    expect(found.verdict).toBe('good');
    expect(found.detail).toContain(told);
    expect(found.detail).not.toContain('without the agent’s own messages');
    expect(found.remedy).toContain('give it the filter creator_id, ne, agent-1');
  });

  test('tells that messages are read by the older route', async () => {
    const updates = () => Promise.resolve({ ...emptyPage, onward: now });
    const client = { whoami: () => Promise.resolve(identity), reading: { updates } };
    for (const more of [{}, { running: null }]) {
      const found = await look(checkCarbonVoiceSubscription(port({ client, ...more })));
      expect(found).toMatchObject({ verdict: 'good' });
      expect(found.detail).toContain('The service lacks today’s routes for reading messages;');
    }
  });

  test('webhook not firing: it is not registered at today’s address', async () => {
    const state = (): ConnectionState => ({ ...connected, detail: 'The service answered 400.' });
    const found = await at({ webhookUrl: () => 'https://b.example/hooks/x', state });
    expect(found).toMatchObject({ verdict: 'bad' });
    expect(found.detail).toBe(
      'The webhook is not registered at today’s address (b.example). The service answered 400.',
    );
    expect(found.remedy).toContain('Webhook subscription');
  });

  test('webhook not firing: messages come by the feed and never by delivery', async () => {
    const found = await at({ arrivals: () => ({ ...nothingCame, missed: 2 }) });
    expect(found).toMatchObject({ verdict: 'bad' });
    expect(found.detail).toContain('does not fire: 2 messages came by the feed');
    expect(found.remedy).toContain('public-path');
  });

  test('agent replies to itself: a delivery of its own message shows a subscription without filter', async () => {
    const ownDeliveredAt = now - 5 * minute;
    const arrivals = (): ArrivalFacts => ({ ...nothingCame, ownDeliveredAt });
    const found = await at({ arrivals });
    expect(found).toMatchObject({ verdict: 'bad' });
    expect(found.detail).toContain('a webhook subscription without a filter exists');
    expect(found.remedy).toBe(
      'developer.carbonvoice.app → Agents → the agent → Webhook subscription: remove what was made by hand, or give it the filter creator_id, ne, agent-1, and click Subscribe.',
    );
    const later = { at: now - 2 * minute, delivery: 'sent', reason: null } as const;
    const mended = { ...kept, replies: { last: later, strayed: 0 } };
    expect(await at({ arrivals }, { kept: () => Promise.resolve(mended) })).toMatchObject({
      verdict: 'good',
    });
  });

  test('is as the connection tells of it, where that has anything against it', async () => {
    const detail = 'Signed in as Desk, but the service refused the filter of the webhook.';
    const state = (): ConnectionState => ({ ...connected, detail, remedy: 'Add it by hand.' });
    expect(await at({ state })).toEqual({ verdict: 'bad', detail, remedy: 'Add it by hand.' });
  });

  test('is not needed without a public address; a delivery that comes all the same is told', async () => {
    const nowhere = { webhookUrl: () => null };
    const found = await at({ ...nowhere, socket: () => 'down' });
    expect(found.verdict).toBe('good');
    expect(found.detail).toContain('looked for every five seconds');
    const stray = await at({
      ...nowhere,
      arrivals: () => ({ ...nothingCame, deliveredAt: now }),
    });
    expect(stray.detail).toContain('from a webhook that was not registered here');
  });

  test('is of no use while new messages cannot be fetched', async () => {
    const broken = new RemoteError('Y', 'Carbon Voice answered 500', { status: 500 });
    const client = { ...port().client, reading: { updates: () => Promise.reject(broken) } };
    expect(await at({}, { client })).toMatchObject({
      verdict: 'bad',
      detail: 'Carbon Voice answered 500',
    });
  });

  test('is told from what was kept while nothing runs', async () => {
    const found = await look(checkCarbonVoiceSubscription(port({ running: null })));
    expect(found.detail).toContain('last registered at a.example');
    const none = { running: null, kept: () => Promise.resolve(null) };
    expect(await look(checkCarbonVoiceSubscription(port(none)))).toMatchObject({ verdict: 'good' });
  });
});

describe('the reply channel at Carbon Voice', () => {
  const at = (change: Partial<KeptCarbonVoice> = {}, more: Partial<CarbonVoicePort> = {}) =>
    look(
      checkCarbonVoiceReply(port({ kept: () => Promise.resolve({ ...kept, ...change }), ...more })),
    );
  const outbox = { pending: 0, failed: 0, unknown: 0 };
  const counted = (change: Partial<typeof outbox>) => ({
    counts: { ...kept.counts, outbox: { ...outbox, ...change } },
  });

  test('is open, and tells of the last reply', async () => {
    expect((await at()).detail).toBe(
      'Replies follow the conversation of their message. No reply was sent yet.',
    );
    const last = { at: now, delivery: 'sent', reason: null } as const;
    expect((await at({ replies: { last, strayed: 0 } })).detail).toContain(
      'The last reply was sent at 2026-09-24 10:00 UTC.',
    );
    const paused = await at({}, { running: running({ isPaused: () => true }) });
    expect(paused.detail).toContain('paused: replies wait');
  });

  test('replies go to the wrong channel: found by comparing both conversations', async () => {
    expect(await at({ replies: { last: null, strayed: 2 } })).toMatchObject({
      verdict: 'bad',
      detail: '2 replies stand in another conversation than what they answer.',
    });
  });

  test('is not in order when the last reply failed, or one may or may not have left', async () => {
    const last = { at: now, delivery: 'failed', reason: 'Carbon Voice answered 403.' } as const;
    const failed = await at({ replies: { last, strayed: 0 } });
    expect(failed).toMatchObject({ verdict: 'bad' });
    expect(failed.detail).toContain('Carbon Voice answered 403.');
    expect(failed.remedy).toContain('retry ID');
    expect(await at(counted({ unknown: 1 }))).toMatchObject({ verdict: 'bad' });
  });

  test('counts what waits and what failed earlier, and stays in order', async () => {
    const found = await at(counted({ pending: 2, failed: 3 }));
    expect(found).toMatchObject({ verdict: 'good' });
    expect(found.detail).toContain('2 wait to be sent. Earlier ones failed: 3.');
    expect(found.remedy).toContain('drop ID');
  });
});
