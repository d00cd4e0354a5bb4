import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CarbonVoiceClient } from '../../../main/carbonvoice/client.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { startCarbonVoice } from '../../peers/carbon-voice/double.ts';
import type { CarbonVoiceDouble } from '../../peers/carbon-voice/double.ts';
import type { StoredMessage } from '../../peers/carbon-voice/messages.ts';

const { signal } = new AbortController();
const old = '/v3/messages/recent';
const today = '/v6/messages/updates';
const minute = 60_000;

let double: CarbonVoiceDouble;
let clock: FakeClock;
let client: CarbonVoiceClient;
beforeEach(async () => {
  double = await startCarbonVoice();
  // Years behind the double, as a laptop may be.
  clock = new FakeClock(0);
  const token = (): Promise<string> => Promise.resolve('cv_pat_right');
  client = new CarbonVoiceClient({ url: double.url, userAgent: 'x', token, clock });
});
afterEach(() => double.stop());

/** Which routes were asked, once each in a row. */
function asked(): readonly string[] {
  const paths = double.journal.calls.map(({ path }) => path);
  return paths.filter((path, index) => path !== paths[index - 1]);
}

function say(text: string, conversationId = 'c1'): StoredMessage {
  return double.saidEarlier({ text, conversationId });
}

/** Every page from the start, by what each says of the next. */
async function readAll(): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  let page = await client.reading.updates({ since: 0 }, signal);
  for (let pages = 0; pages < 40; pages += 1) {
    for (const { id } of page.rows) found.add(id);
    if (!page.hasMore) return found;
    page = await client.reading.updates({ since: 0, onward: page.onward }, signal);
  }
  throw new Error('it has no end');
}

describe('the feed of a service without today’s routes', () => {
  test.each([404, 405, 501])('is read by the older one where they say %i', async (status) => {
    double.disturb = ({ path }) => (path === today ? { status, body: {} } : null);
    const { id } = say('Hello');

    const page = await client.reading.updates({ since: 0, cursor: 'c' }, signal);

    expect(page).toMatchObject({ rows: [{ id }], messages: [{ id, text: 'Hello' }], lost: 0 });
    expect(page.nextCursor).toBeNull();
    expect(asked()).toEqual([today, old]);
  });

  test.each([400, 403, 500])('is another matter than a refusal with %i', async (status) => {
    double.disturb = ({ path }) => (path === today ? { status, body: {} } : null);

    await expect(client.reading.updates({ since: 0 }, signal)).rejects.toMatchObject({ status });

    expect(asked()).toEqual([today]);
  });

  test('begins some seconds early, as today’s does by itself', async () => {
    double.becomeOld(true);
    const { id, updatedAt } = say('Hello');
    const page = await client.reading.updates({ since: updatedAt + 4000 }, signal);
    expect(page.rows).toMatchObject([{ id }]);
  });

  test('is not asked by today’s for ten minutes, and then again', async () => {
    double.becomeOld(true);
    await client.reading.updates({ since: 0 }, signal);
    double.journal.calls.length = 0;

    clock.advance(9 * minute);
    await client.reading.updates({ since: 0 }, signal);
    expect(asked()).toEqual([old]);
    clock.advance(minute);
    await client.reading.updates({ since: 0 }, signal);
    await client.reading.updates({ since: 0 }, signal);
    expect(asked()).toEqual([old, today, old]);

    double.becomeOld(false);
    clock.advance(10 * minute);
    await client.reading.updates({ since: 0 }, signal);
    const page = await client.reading.updates({ since: 0 }, signal);
    expect(page.onward).toBeNull();
    expect(asked()).toEqual([old, today, old, today]);
  });

  test('that has lost the older one as well is asked by today’s at once', async () => {
    double.becomeOld(true);
    await client.reading.updates({ since: 0 }, signal);
    double.becomeOld(false);
    double.lacks.add(`POST ${old}`);

    const failed = client.reading.updates({ since: 0 }, signal);
    await expect(failed).rejects.toMatchObject({ code: 'CARBONVOICE_NO_ROUTE', retryable: true });

    expect((await client.reading.updates({ since: 0 }, signal)).onward).toBeNull();
  });
});

describe('pages by instants', () => {
  beforeEach(() => double.becomeOld(true));

  test('lead through everything', async () => {
    const ids = Array.from({ length: 250 }, (_, index) => say(`Message ${index}`).id);
    expect(await readAll()).toEqual(new Set(ids));
  });

  test.each([100, 101, 350])('pass %i changes of one instant', async (count) => {
    const all = Array.from({ length: count + 20 }, (_, index) => say(`Message ${index}`));
    const at = all[9]?.updatedAt ?? 0;
    for (const message of all.slice(10, 10 + count)) message.updatedAt = at;

    expect(await readAll()).toEqual(new Set(all.map(({ id }) => id)));
  });

  test.each([
    ['refuses', { status: 400, body: {} }],
    ['never gives', null],
  ])('go on past an instant of which the service %s all', async (_how, refusal) => {
    double.disturb = ({ body }) => {
      if (!(Number(body['limit']) > 100)) return null;
      if (refusal === null) Object.assign(body, { limit: 100 });
      return refusal;
    };
    const all = Array.from({ length: 130 }, (_, index) => say(`Message ${index}`));
    for (const message of all.slice(0, 120)) message.updatedAt = all[0]?.updatedAt ?? 0;

    const found = await readAll();

    expect(all.slice(120).every(({ id }) => found.has(id))).toBe(true);
  });

  test('say that they are cut where they are', async () => {
    double.disturb = ({ body }) => (Number(body['limit']) > 100 ? { status: 400, body: {} } : null);
    const at = Date.now();
    for (let count = 0; count < 120; count += 1) say('Hello').updatedAt = at;

    const page = await client.reading.updates({ since: 0 }, signal);
    const next = await client.reading.updates({ since: 0, onward: page.onward }, signal);

    expect([page.isCut, next.isCut, next.hasMore]).toEqual([false, true, true]);
  });
});

describe('a message', () => {
  test('that today’s routes do not know is unknown, and not asked for elsewhere', async () => {
    expect(await client.reading.message('gone', 'c1', signal)).toBeNull();
    expect(asked()).toEqual(['/v6/messages/gone', today]);
  });

  test('is not taken for unknown while nobody knows whether the route is there', async () => {
    double.disturb = ({ path }) => (path === today ? { status: 500, body: {} } : null);
    await expect(client.reading.message('gone', 'c1', signal)).rejects.toMatchObject({
      status: 500,
    });
  });

  test('is read by the older route, wherever it stands in its conversation', async () => {
    double.becomeOld(true);
    const { id } = say('Hello');
    for (let count = 0; count < 230; count += 1) say('More');

    const expected = { id, conversationId: 'c1', text: 'Hello', creatorId: 'owner-user' };
    expect(await client.reading.message(id, 'c1', signal)).toMatchObject(expected);
    expect(await client.reading.message(id, null, signal)).toMatchObject(expected);
    expect(await client.reading.message('gone', 'c1', signal)).toBeNull();
  });

  test('of a service that has just become old is not taken for unknown', async () => {
    const { id } = say('Hello');
    await client.reading.updates({ since: 0 }, signal);
    double.becomeOld(true);

    expect(await client.reading.message(id, 'c1', signal)).toMatchObject({ id, text: 'Hello' });
  });

  test('gets its words when they come', async () => {
    double.becomeOld(true);
    const message = say('');
    expect(await client.reading.message(message.id, 'c1', signal)).toMatchObject({
      ...{ kind: 'audio', text: '', taggedIds: [] },
    });

    double.transcribe(message, 'Hello there');

    const read = await client.reading.message(message.id, 'c1', signal);
    expect(read).toMatchObject({ text: 'Hello there', updatedAt: message.updatedAt });
  });

  test('is found where the service does not show the conversation that was told', async () => {
    double.becomeOld(true);
    const { id } = say('Hello');
    double.disturb = ({ body }) =>
      body['channel_id'] === 'wrong' ? { status: 404, body: {} } : null;

    expect(await client.reading.message(id, 'wrong', signal)).toMatchObject({
      conversationId: 'c1',
    });
  });

  test('that is damaged is not gone', async () => {
    double.becomeOld(true);
    double.disturb = ({ path }) =>
      path === old ? { status: 200, body: [{ message_id: 'm', creator_id: 7 }] } : null;
    await expect(client.reading.message('m', null, signal)).rejects.toMatchObject({
      kind: 'protocol',
    });
  });

  test('is not gone where neither route is there', async () => {
    double.becomeOld(true);
    double.lacks.add(`POST ${old}`);
    await expect(client.reading.message('m', 'c1', signal)).rejects.toMatchObject({
      retryable: true,
    });
  });

  test.each([404, 405, 501])(
    'forwards something unknown where share links say %i',
    async (status) => {
      double.disturb = () => ({ status, body: {} });
      expect(await client.reading.sharedMessage('s', signal)).toBeNull();
    },
  );
});

describe('a conversation that is asked about alone', () => {
  const scoped = { since: 0, conversationId: 'c1' };

  test('may be unknown without the route being missing', async () => {
    double.disturb = ({ query }) =>
      query.has('conversation_id') ? { status: 404, body: {} } : null;
    await expect(client.reading.updates(scoped, signal)).rejects.toMatchObject({ status: 404 });
    expect(asked()).not.toContain(old);
  });

  test('is read by the older route, and may be unknown to it', async () => {
    double.becomeOld(true);
    const { id } = say('Hello');
    say('Elsewhere', 'c2');
    expect((await client.reading.updates(scoped, signal)).rows).toMatchObject([{ id }]);

    double.disturb = ({ path }) => (path === old ? { status: 404, body: {} } : null);
    await expect(client.reading.updates(scoped, signal)).rejects.toMatchObject({ status: 404 });
  });
});
