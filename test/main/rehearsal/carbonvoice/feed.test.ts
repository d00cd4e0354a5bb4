import { expect, test } from 'vitest';
import type { Json, Practice } from './harness.ts';
import { openPractice, request, sendBody } from './harness.ts';

type Page = {
  readonly ids: readonly string[];
  readonly more: unknown;
  readonly cursor: string | null;
};

async function read({ service }: Practice, query: string): Promise<Page> {
  const path = `/v6/messages/updates?direction=newer&${query}`;
  const { status, body } = await request(service, 'GET', path);
  expect(status).toBe(200);
  const rows = body['data'] as readonly Json[];
  const ids = rows.map((row) => String(row['id']));
  return { ids, more: body['has_more'], cursor: body['next_cursor'] as string | null };
}

function dateOf({ clock }: Practice, offsetMs = 0): string {
  return `date=${new Date(clock.now() + offsetMs).toISOString()}`;
}

async function speak({ service, clock }: Practice, text: string, afterMs = 0): Promise<string> {
  clock.advance(afterMs);
  return (await service.sendVoiceMessage({ text })).messageId;
}

test('pages by date, then by cursor, while there is more', async () => {
  const practice = await openPractice({ transcriptDelayMs: 0 });
  const ids = [];
  for (let n = 0; n < 5; n += 1) ids.push(await speak(practice, `${n}`, 10_000));
  const first = await read(practice, `limit=2&${dateOf(practice, -60_000)}`);
  const second = await read(practice, `limit=2&cursor=${first.cursor ?? ''}`);
  const third = await read(practice, `limit=2&cursor=${second.cursor ?? ''}`);
  expect([first.ids, second.ids, third.ids]).toEqual([
    ids.slice(0, 2),
    ids.slice(2, 4),
    ids.slice(4),
  ]);
  expect([first.more, second.more, third.more]).toEqual([true, true, false]);
  expect(third.cursor).toEqual(expect.any(String));
});

test('gives a null cursor for an empty dated page only', async () => {
  const practice = await openPractice({ transcriptDelayMs: 0 });
  expect(await read(practice, dateOf(practice))).toEqual({ ids: [], more: false, cursor: null });
});

test('begins a dated page about four seconds early', async () => {
  const practice = await openPractice({ transcriptDelayMs: 0 });
  await speak(practice, 'too old');
  const near = await speak(practice, 'near', 1000);
  practice.clock.advance(3500);
  expect((await read(practice, dateOf(practice))).ids).toEqual([near]);
});

test('repeats the last four seconds once, then gives the cursor back, then only news', async () => {
  const practice = await openPractice({ transcriptDelayMs: 0 });
  await speak(practice, 'old');
  const a = await speak(practice, 'a', 10_000);
  const b = await speak(practice, 'b', 3000);
  const start = await read(practice, dateOf(practice, -60_000));
  const resumed = await read(practice, `cursor=${start.cursor ?? ''}`);
  expect(resumed.ids).toEqual([a, b]);
  const idle = await read(practice, `cursor=${resumed.cursor ?? ''}`);
  expect(idle).toEqual({ ids: [], more: false, cursor: resumed.cursor });
  const c = await speak(practice, 'c', 1000);
  expect((await read(practice, `cursor=${idle.cursor ?? ''}`)).ids).toEqual([c]);
});

test('brings a message back when its words come, and a parent after a reply or reaction', async () => {
  const practice = await openPractice();
  const { service, clock } = practice;
  const id = await speak(practice, 'Hello');
  const start = await read(practice, dateOf(practice));
  const drained = await read(practice, `cursor=${start.cursor ?? ''}`);
  clock.advance(1500);
  const spoken = await read(practice, `cursor=${drained.cursor ?? ''}`);
  expect(spoken.ids).toEqual([id]);
  clock.advance(10_000);
  const body = sendBody(service, { reply_to_message_id: id });
  const reply = (await request(service, 'POST', '/v5/messages/text', body)).body;
  const replied = await read(practice, `limit=200&cursor=${spoken.cursor ?? ''}`);
  expect(replied.ids).toEqual([reply['id'], id]);
  clock.advance(10_000);
  await request(service, 'POST', `/reactions/message/${id}`, { reaction: '👀' });
  expect((await read(practice, `cursor=${replied.cursor ?? ''}`)).ids).toEqual([reply['id'], id]);
});

test('keeps to one conversation when asked, and pages backwards', async () => {
  const practice = await openPractice({ transcriptDelayMs: 0 });
  const { service } = practice;
  const conversationId = service.groupConversationId;
  const direct = await speak(practice, 'direct');
  const group = (await service.sendVoiceMessage({ text: 'group', conversationId })).messageId;
  const scoped = await read(practice, `${dateOf(practice)}&conversation_id=${conversationId}`);
  expect(scoped.ids).toEqual([group]);
  const path = '/v6/messages?direction=older&limit=1';
  const newest = (await request(service, 'GET', path)).body;
  expect(newest).toMatchObject({ data: [{ id: group }], has_more: true });
  const next = await request(service, 'GET', `${path}&cursor=${String(newest['next_cursor'])}`);
  expect(next.body).toMatchObject({ data: [{ id: direct }], has_more: false });
});

test('refuses what the real feed refuses', async () => {
  const practice = await openPractice({ transcriptDelayMs: 0 });
  const { service } = practice;
  await speak(practice, 'Hello');
  const other = await openPractice({ transcriptDelayMs: 0 });
  await speak(other, 'Hello');
  const foreign = await read(other, dateOf(other));
  const own = await read(practice, dateOf(practice));
  const refused = [
    `direction=newer&limit=201&${dateOf(practice)}`,
    `direction=newer&limit=0&${dateOf(practice)}`,
    `direction=newer&channel_id=x&${dateOf(practice)}`,
    'direction=newer&date=yesterday',
    'direction=newer',
    'direction=newer&cursor=garbage',
    `direction=newer&cursor=${foreign.cursor ?? ''}`,
    `direction=older&cursor=${own.cursor ?? ''}`,
  ];
  const paths = refused.map((query) => `/v6/messages/updates?${query}`);
  const answers = await Promise.all(paths.map((path) => request(service, 'GET', path)));
  expect(answers.map(({ status }) => status)).toEqual(refused.map(() => 400));
  expect(answers[5]?.body['message']).toBe('Invalid cursor');
});

test('orders by time also when the clock was set back', async () => {
  const practice = await openPractice({ transcriptDelayMs: 0 });
  const a = await speak(practice, 'a');
  const start = dateOf(practice);
  practice.clock.setNow(practice.clock.now() - 3_600_000);
  const b = await speak(practice, 'b');
  expect((await read(practice, start)).ids).toEqual([a, b]);
});

test('answers the old catch-up list with words in the time codes', async () => {
  const practice = await openPractice({ transcriptDelayMs: 0 });
  const id = await speak(practice, 'Hello there');
  const body = {
    date: new Date(practice.clock.now()).toISOString(),
    direction: 'newer',
    use_last_updated: true,
  };
  const answer = await request(practice.service, 'POST', '/v3/messages/recent', body);
  expect(answer.body).toMatchObject([
    { message_id: id, text_models: [{ value: '', timecodes: [{ t: 'Hello' }, { t: 'there' }] }] },
  ]);
});

test('the old catch-up list begins exactly at its date and tells no words that were removed', async () => {
  const practice = await openPractice({ transcriptDelayMs: 0 });
  const early = await speak(practice, 'Early');
  practice.clock.advance(1000);
  const removed = await speak(practice, 'Removed');
  practice.service.removeMessage(removed);
  const recent = async (direction: 'newer' | 'older') => {
    const date = new Date(practice.clock.now()).toISOString();
    const body = { date, direction, use_last_updated: true };
    return (await request(practice.service, 'POST', '/v3/messages/recent', body)).body;
  };

  expect(await recent('newer')).toMatchObject([
    { message_id: removed, status: 'deleted', text_models: [], share_link_id: null },
  ]);
  expect(await recent('older')).toMatchObject([{ message_id: early, reaction_summary: {} }]);
});
