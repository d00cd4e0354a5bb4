import { expect, test } from 'vitest';
import { senderRequests } from '../../../main/app/senders.ts';
import { NetworkError, SettingsError } from '../../../shared/errors.ts';
import { SenderScene } from '../../fakes/sender-scene.ts';

const minuteMs = 60_000;

/** The lines that the owner sees of it. */
const told = ({ heard }: SenderScene): readonly string[] =>
  heard.flatMap((news) =>
    news.type === 'message-saved' && news.message.channel === 'system' ? [news.message.text] : [],
  );

test('lists who was refused, newest first, and who is allowed, with names', async () => {
  const scene = new SenderScene({ allowed: ['quiet', 'ada'] });
  const now = scene.clock.now();
  scene.refuse('ada', now - 90 * minuteMs);
  scene.refuse('bob', now - 70 * minuteMs);
  scene.refuse('bob', now - minuteMs);
  scene.refuse('carl', now, 'It is our own message.');

  expect(await scene.senders.list()).toEqual([
    {
      ...{ senderId: 'bob', name: null, allowed: false },
      ...{ refused: 2, recent: 1, lastAt: now - minuteMs },
    },
    {
      ...{ senderId: 'ada', name: 'Ada Lovelace', allowed: true },
      ...{ refused: 1, recent: 0, lastAt: now - 90 * minuteMs },
    },
    { senderId: 'quiet', name: null, allowed: true, refused: 0, recent: 0, lastAt: null },
  ]);
  scene.namesError = new NetworkError('X', 'Gone.');
  expect(await scene.senders.list()).toMatchObject([{ senderId: 'bob' }, { name: null }, {}]);
});

test('allowing is kept, holds at once, stands in the thread, and tells what could be answered', async () => {
  const scene = new SenderScene();
  scene.refuse('bob', scene.clock.now() - minuteMs);

  expect(await scene.senders.allow('bob', false, 'by command')).toEqual({
    ...{ senderId: 'bob', answered: 0, recent: 1 },
  });

  expect(scene.kept).toEqual(['bob']);
  expect(scene.allowList.allowed).toEqual(['bob']);
  expect(told(scene)).toEqual(['Allowed by command: bob may write over Carbon Voice.']);
  expect(scene.takenUp).toBe(0);
});

test('with an answer, what they wrote in the last hour waits again, once', async () => {
  const scene = new SenderScene();
  const now = scene.clock.now();
  scene.refuse('bob', now - 61 * minuteMs);
  const first = scene.refuse('bob', now - 2 * minuteMs);
  scene.refuse('bob', now, 'It is a group conversation, and the agent is not tagged.');
  const second = scene.refuse('bob', now - minuteMs);
  scene.refuse('ada', now);

  const both = await Promise.all([
    scene.senders.allow('bob', true, 'in the window'),
    scene.senders.allow('bob', true, 'in the window'),
  ]);

  expect(both.map(({ answered }) => answered).toSorted((a, b) => a - b)).toEqual([0, 2]);
  expect(scene.takenUp).toBe(1);
  const pending = scene.db.sql.all`SELECT id FROM inbox WHERE state = 'pending' ORDER BY rowid`;
  expect(pending.map(({ id }) => id)).toEqual([first, second]);
  const shown = scene.heard.filter((news) => news.type === 'message-saved');
  expect(shown.map(({ message }) => message.delivery)).toEqual(['sent', 'received', 'received']);
  expect(told(scene)).toHaveLength(1);
});

test('disallowing is kept as well, and tells whether there was anything to do', async () => {
  const scene = new SenderScene({ allowed: ['ada', 'bob'] });

  expect(await scene.senders.disallow('bob', 'by command')).toBe(true);
  expect(await scene.senders.disallow('bob', 'by command')).toBe(false);

  expect(scene.kept).toEqual(['ada']);
  expect(told(scene)).toEqual(['No longer allowed by command: bob over Carbon Voice.']);
});

test('a whole list is kept at once, and who it lets in or out stands in the thread', async () => {
  const scene = new SenderScene({ allowed: ['ada', 'owner', 'bob'] });

  await scene.senders.replace(['owner', 'carl', 'bob', 'carl'], 'in the window');

  expect(scene.kept).toEqual(['owner', 'carl', 'bob']);
  expect(told(scene)).toEqual([
    'Allowed in the window: carl may write over Carbon Voice.',
    'No longer allowed in the window: ada over Carbon Voice.',
  ]);
});

test.each([
  ['agent', 'SENDER_IS_AGENT'],
  ['owner', 'SENDER_IS_OWNER'],
])('a whole list with the %s is refused', async (senderId, code) => {
  const scene = new SenderScene({ allowed: ['ada'] });

  const replaced = scene.senders.replace(['bob', senderId], 'in the window');

  await expect(replaced).rejects.toMatchObject({ code });
  expect([scene.kept, told(scene)]).toEqual([null, []]);
});

test('a list that a variable fixes is not changed', async () => {
  const scene = new SenderScene({ allowed: ['ada'], fixedBy: 'ADJUTANT_CARBONVOICE_ALLOW' });
  const fixed = { code: 'ALLOW_FIXED', kind: 'refused' };

  await expect(scene.senders.allow('bob', false, 'by command')).rejects.toMatchObject(fixed);
  await expect(scene.senders.disallow('ada', 'by command')).rejects.toMatchObject(fixed);

  expect(scene.allowList.allowed).toEqual(['ada']);
  expect(told(scene)).toEqual([]);
  // Who is on it already can still be answered.
  expect(await scene.senders.allow('ada', true, 'by command')).toMatchObject({ answered: 0 });
});

test('who cannot be kept is not allowed, and can be tried again', async () => {
  const scene = new SenderScene();
  scene.persistError = new SettingsError('SETTINGS_FILE_UNWRITABLE', 'The disk is full.');
  await expect(scene.senders.allow('bob', false, 'by command')).rejects.toThrow('disk is full');
  expect(scene.allowList.allowed).toEqual([]);
  scene.persistError = null;

  await Promise.all(['bob', 'ada'].map((one) => scene.senders.allow(one, false, 'by command')));

  expect(scene.kept).toEqual(['bob', 'ada']);
});

test.each([
  ['agent', 'SENDER_IS_AGENT'],
  ['owner', 'SENDER_IS_OWNER'],
])('the %s need not be allowed', async (senderId, code) => {
  const scene = new SenderScene();

  await expect(scene.senders.allow(senderId, false, 'by command')).rejects.toMatchObject({ code });
});

test('the window is told who may write, as soon as it holds', async () => {
  const scene = new SenderScene();
  const changes: (readonly string[])[] = [];
  scene.allowList.changed.on((allowed) => changes.push(allowed));
  const requests = senderRequests(scene.senders);

  await requests['senders:allow']({ senderId: 'ada', answer: false });
  await requests['senders:disallow']({ senderId: 'ada' });

  expect(changes).toEqual([['ada'], []]);
  expect(told(scene)[0]).toContain('Allowed in the window');
});
