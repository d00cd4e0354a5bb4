import { cp } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CarbonVoiceDouble } from '../peers/carbon-voice/double.ts';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import type { NewMessage, StoredMessage } from '../peers/carbon-voice/messages.ts';
import { ensureBuilt } from './built-app.ts';
import type { Instance } from './instance.ts';
import { startInstance, temporaryHome } from './instance.ts';
import { until } from './until.ts';

/** A home after a first start: what is said from now on is no past. */
let startedHome = '';

beforeAll(async () => {
  await ensureBuilt();
  await using double = await startCarbonVoice();
  const home = await temporaryHome();
  startedHome = home.path;
  await startOnce(startedHome, double);
  return () => home[Symbol.asyncDispose]();
});

/** A home like that of its own. */
async function usedHome() {
  const home = await temporaryHome();
  await cp(startedHome, home.path, { recursive: true });
  return home;
}

const hourMs = 3_600_000;

const env = (double: CarbonVoiceDouble, more: Readonly<Record<string, string>> = {}) => ({
  ADJUTANT_CARBONVOICE_URL: double.url,
  ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
  // No webhook rings here either: the double posts nothing.
  ADJUTANT_CARBONVOICE_SOCKET: 'off',
  ...more,
});

const reads = (double: CarbonVoiceDouble) =>
  double.journal.calls.filter(({ path }) => path === '/v6/messages/updates');

async function startOnce(home: string, double: CarbonVoiceDouble): Promise<void> {
  const before = reads(double).length;
  await using app = await startInstance({ home, env: env(double) });
  await until('the first read of the feed', () => reads(double).length > before);
  // The read has to be over, and its place kept.
  app.signal('SIGTERM');
  await app.exited;
}

async function untilSettled(
  app: Instance,
  double: CarbonVoiceDouble,
  wanted: number | { readonly sends: number; readonly limitMs: number },
) {
  const { sends, limitMs } =
    typeof wanted === 'number' ? { sends: wanted, limitMs: 40_000 } : wanted;
  return until(
    'everything is answered',
    async () => {
      if (double.sends.length < sends) return false;
      const { inbox, outbox } = await app.status();
      return inbox.pending + outbox.pending + outbox.unknown === 0;
    },
    limitMs,
  );
}

function say(double: CarbonVoiceDouble, text: string, change: Partial<NewMessage> = {}) {
  return double.saidEarlier({ text, conversationId: 'c1', ...change });
}

const answersTo = (double: CarbonVoiceDouble, messages: readonly StoredMessage[]) =>
  messages.map((message) => double.repliesTo(message).length);

// Mostly waiting: side by side.
describe.concurrent('without any bell', () => {
  test('nothing of before the first start is answered, and all that comes after is, once', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    const past = say(double, 'Long ago');
    await startOnce(home.path, double);
    const messages = ['one', 'two', 'three'].map((text) => say(double, text));
    for (let starts = 0; starts < 3; starts += 1) {
      await using app = await startInstance({ home: home.path, env: env(double) });
      await untilSettled(app, double, 3);
      await app.kill();
    }

    expect(answersTo(double, [past, ...messages])).toEqual([0, 1, 1, 1]);
    expect(double.sends.map(({ threadId }) => threadId)).toEqual(messages.map(({ id }) => id));
    // Nobody waits for a sign of having seen, so their order is open.
    const reacted = double.journal.reactions.map(({ messageId }) => messageId);
    expect(reacted.toSorted()).toEqual(messages.map(({ id }) => id).toSorted());
  });

  test('a message arrives within half a minute', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    await using app = await startInstance({ home: home.path, env: env(double) });
    await app.untilCarbonVoice('connected');
    await until('the first read of the feed', () => reads(double).length > 0);

    const message = double.say({ text: 'Anybody there?', conversationId: 'c1' });

    await until('the answer', () => double.repliesTo(message).length > 0, 40_000);
    expect(double.sends).toHaveLength(1);
  });

  test('a first start without the service forgets nothing that is said from then on', async () => {
    await using double = await startCarbonVoice();
    await using home = await temporaryHome();
    await double.stop();
    const first = await startInstance({ home: home.path, env: env(double) });
    await first.untilCarbonVoice('failed');
    await first.kill();
    const message = say(double, 'Are you set up?');
    await double.start();
    await using app = await startInstance({ home: home.path, env: env(double) });

    await untilSettled(app, double, 1);

    expect(double.repliesTo(message)).toHaveLength(1);
  });

  test('a message arrives as soon as the service is back', async () => {
    await using double = await startCarbonVoice();
    await using home = await usedHome();
    await double.stop();
    const message = say(double, 'Are you there?');
    await using app = await startInstance({ home: home.path, env: env(double) });
    await app.untilCarbonVoice('failed');

    await double.start();

    await until('the answer', () => double.repliesTo(message).length > 0);
    expect(double.sends).toHaveLength(1);
  });

  test('a stale place, damaged rows and a message that cannot be read hold nothing up', async () => {
    await using double = await startCarbonVoice();
    await using home = await usedHome();
    const messages = ['one', 'two'].map((text) => say(double, text));
    double.feedFault = 'stale';
    await using first = await startInstance({ home: home.path, env: env(double) });
    await untilSettled(first, double, 2);
    await first.kill();
    messages.push(say(double, 'three'));
    double.feedFault = 'damaged';
    await using second = await startInstance({ home: home.path, env: env(double) });
    await until('three answers', () => double.sends.length === 3);

    expect(answersTo(double, messages)).toEqual([1, 1, 1]);
    // What has at least an id is looked for, and waits for that.
    expect((await second.status()).inbox).toEqual({ pending: 1, failed: 0 });
  });

  test('a feed that fails is told, tried again, and loses nothing', async () => {
    await using double = await startCarbonVoice();
    await using home = await usedHome();
    const message = say(double, 'Hello?');
    double.feedFault = 'broken';
    await using app = await startInstance({ home: home.path, env: env(double) });
    const { connections } = await until('it is told', async () => {
      const now = await app.status();
      return now.connections.carbonvoice.detail.includes('cannot be fetched') && now;
    });
    expect(connections.carbonvoice.status).toBe('connected');

    double.feedFault = 'none';

    await until('the answer', () => double.repliesTo(message).length > 0);
    await until('all is well', async () => {
      const { detail } = (await app.status()).connections.carbonvoice;
      return !detail.includes('cannot be fetched');
    });
  });

  test('what is old gets one answer for each conversation, what is young its own in order', async () => {
    await using double = await startCarbonVoice();
    await using home = await usedHome();
    // Longer ago than what counts as old here, and after the first start all the same.
    const old = ['a', 'b', 'a', 'b', 'a'].map((name, index) =>
      say(double, `old ${index}`, { conversationId: name }),
    );
    // Much longer than a start takes, also on a machine that does much else.
    await new Promise((resolve) => setTimeout(resolve, 31_000));
    const young = ['a', 'b', 'a'].map((name, index) =>
      say(double, `young ${index}`, { conversationId: name }),
    );
    await using app = await startInstance({
      home: home.path,
      env: env(double, { ADJUTANT_CARBONVOICE_DIGEST_AFTER_MS: '30000' }),
    });
    await untilSettled(app, double, 5);

    const threads = double.sends.map(({ conversationId, threadId }) => [conversationId, threadId]);
    const [, , , b, a] = old;
    const [a1, b1, a2] = young;
    expect(threads.filter(([name]) => name === 'a').map(([, id]) => id)).toEqual([
      ...[a?.id, a1?.id, a2?.id],
    ]);
    expect(threads.filter(([name]) => name === 'b').map(([, id]) => id)).toEqual([b?.id, b1?.id]);
    await until('all are marked as read', () => {
      const marked = new Set(double.journal.readMarks.map(({ messageId }) => messageId));
      return [...old, ...young].every(({ id }) => marked.has(id));
    });
  });

  test('a backlog of 120 messages in 20 conversations is answered and marked once each', async () => {
    await using double = await startCarbonVoice();
    await using home = await usedHome();
    const messages = Array.from({ length: 120 }, (_, index) =>
      say(double, `message ${index}`, { conversationId: `c${index % 20}` }),
    );
    await using app = await startInstance({
      home: home.path,
      env: env(double, { ADJUTANT_CARBONVOICE_DIGEST_AFTER_MS: '0' }),
    });
    await untilSettled(app, double, 20);
    await until('all are marked as read', () => {
      return new Set(double.journal.readMarks.map(({ messageId }) => messageId)).size === 120;
    });

    expect(double.sends).toHaveLength(20);
    expect(double.journal.readMarks).toHaveLength(120);
    expect(new Set(double.sends.map(({ conversationId }) => conversationId)).size).toBe(20);
    const newest = messages.slice(-20).map(({ id }) => id);
    expect(double.sends.map(({ threadId }) => threadId).toSorted()).toEqual(newest.toSorted());
    expect((await app.status()).inbox).toEqual({ pending: 0, failed: 0 });
  });

  test('groups are listened to, and answered when they tag; forwards are read', async () => {
    await using double = await startCarbonVoice();
    await using home = await usedHome();
    double.people.set('group', [double.agentId, 'owner-user', 'somebody']);
    const shared = double.saidEarlier({ from: 'x', text: 'Buy milk', conversationId: 'far' });
    double.shared.set('link', shared);
    const chat = say(double, 'Just chatting', { conversationId: 'group' });
    const late = say(double, 'Tagged late', { conversationId: 'group' });
    const tagged = double.saidEarlier({
      ...{ text: 'And you?', conversationId: 'group', tags: [double.agentId] },
    });
    const forward = double.saidEarlier({ text: '', conversationId: 'c1', shareLinkId: 'link' });
    await using app = await startInstance({ home: home.path, env: env(double) });
    await until('what is surely for us is answered', () => double.sends.length === 2);
    double.tag(late, [double.agentId]);
    // Tags may come for half a minute.
    await untilSettled(app, double, { sends: 3, limitMs: 45_000 });

    expect(answersTo(double, [late, chat, tagged, forward])).toEqual([1, 0, 1, 1]);
    const lines = await app.thread();
    expect(lines.find(({ text }) => text === 'Just chatting')).toMatchObject({
      delivery: 'ignored',
      reason: 'It is a group conversation, and the agent is not tagged.',
    });
    expect(lines.map(({ text }) => text)).toContain('Forwarded message:\n> Buy milk');
    expect(double.journal.readMarks.map(({ messageId }) => messageId)).not.toContain(chat.id);
  });

  test('strangers, the past and what is not sent yet are left alone', async () => {
    await using double = await startCarbonVoice();
    await using home = await usedHome();
    const stranger = say(double, 'Let me in', { from: 'x' });
    const recorded = double.saidEarlier({ text: '', conversationId: 'c1', status: 'inprogress' });
    const deleted = double.saidEarlier({ text: 'Oops', conversationId: 'c1', status: 'deleted' });
    const past = double.saidEarlier({
      ...{ text: 'Old', conversationId: 'c1', createdAt: Date.now() - hourMs },
    });
    await using app = await startInstance({ home: home.path, env: env(double) });
    await until('the feed is read', () => reads(double).length > 1);
    recorded.status = 'active';
    double.transcribe(recorded, 'Sent now');

    await until('the answer', () => double.repliesTo(recorded).length > 0, 40_000);

    expect(answersTo(double, [stranger, deleted, past])).toEqual([0, 0, 0]);
    expect((await app.thread()).map(({ text }) => text)).not.toContain('Oops');
  });
});
