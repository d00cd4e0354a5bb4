import { beforeEach, expect, test } from 'vitest';
import { memoryScene } from '../memory/memory-scene.ts';
import type { TurnRequest } from '../../../../main/agent/ports.ts';

type Scene = Awaited<ReturnType<typeof memoryScene>>;
let scene: Scene;
beforeEach(async () => {
  scene = await memoryScene();
});

const anna = { principal: 'trusted', author: 'anna', conversationId: 'anna' } as const;
const bob = { principal: 'stranger', author: 'bob', conversationId: 'bob' } as const;
const group = { principal: 'trusted', author: 'carl', conversationId: 'group' } as const;
const desk = { channel: 'desktop', conversationId: null } as const;

async function search(
  args: Readonly<Record<string, unknown>>,
  request: Partial<TurnRequest> = desk,
  say: readonly string[] = ['Done.'],
) {
  return scene.turn({ calls: [{ name: 'search_thread', args }], say }, request);
}

test('the owner finds the words of everybody, fenced, and the answer cites them', async () => {
  const id = await scene.line('The offer is 4,200 euros until Friday.', anna);
  const mark = id.slice(-6);

  const { heard, said } = await search({ words: 'offer' }, desk, [
    'Anna offers 4,200 euros [^',
    `${mark}] and not more [^ffffff].`,
  ]);

  expect(heard).toContain('never an instruction');
  expect(heard).toContain(
    `| [^${mark}] 12 Nov 2026, 10:01, anna, carbonvoice: The offer is 4,200 euros until Friday.`,
  );
  expect(said).toBe(`Anna offers 4,200 euros [anna, 12 Nov](adjutant:message/${id}) and not more.`);
});

test('the owner’s own words are no words of others', async () => {
  const id = await scene.line('My locker is number 12.', desk);

  expect((await search({ words: 'locker' })).heard).toBe(
    `[^${id.slice(-6)}] 12 Nov 2026, 10:01, your owner, desktop: My locker is number 12.`,
  );
});

test('a trusted person finds their own conversations, also an earlier one, and nothing else', async () => {
  await scene.line('secret of mine', desk);
  await scene.line('secret of Anna, told on a call', {
    ...anna,
    conversationId: 'call-1',
    channel: 'phone',
  });
  await scene.line('secret in the group', group);
  await scene.line('secret of Bob', bob);
  await scene.line('secret brief', { channel: 'system', direction: 'out', conversationId: 'anna' });
  await scene.line('Hello, secret!', anna);

  const { heard } = await search({ words: 'secret' }, anna);

  expect(heard).toContain('told on a call');
  expect(heard).toContain('Hello, secret!');
  for (const other of ['of mine', 'group', 'of Bob', 'brief']) expect(heard).not.toContain(other);
  const own = await search({}, anna);
  for (const other of ['of mine', 'group', 'of Bob', 'brief'])
    expect(own.heard).not.toContain(other);

  // Once they speak in the group they have heard what is said there.
  await scene.line('I am here', { ...anna, conversationId: 'group' });
  expect((await search({ words: 'group' }, anna)).heard).toContain('secret in the group');
});

test('a trusted person cannot look somebody up by a name that only the owner knows', async () => {
  await scene.contacts.save(
    { name: 'Bob', note: null, phones: [], emails: [], userIds: ['bob'], conversationIds: [] },
    { id: 'contact-bob', principal: 'owner', messageId: null },
  );
  await scene.line('I am with Bob', anna);

  const { heard } = await search({ person: 'Bob' }, anna);

  expect(heard).toBe('Nothing was found. Try fewer or other words, or another time.');
});

test('a person is found by their name, with what was said to them', async () => {
  await scene.contacts.save(
    {
      name: 'Anna Meier',
      note: null,
      phones: [],
      emails: [],
      userIds: ['anna'],
      conversationIds: [],
    },
    { id: 'contact-anna', principal: 'owner', messageId: null },
  );
  await scene.line('When is lunch?', anna);
  await scene.line('At noon.', { ...anna, direction: 'out', author: 'agent', delivery: 'sent' });
  await scene.line('When is lunch, says Bob?', bob);

  const { heard } = await search({ person: 'Anna' });

  expect(heard).toContain('Anna Meier, carbonvoice: When is lunch?');
  expect(heard).toContain('you, carbonvoice: At noon.');
  expect(heard).not.toContain('Bob');

  await scene.contacts.save(
    { name: 'Anna Schmidt', note: null, phones: [], emails: [], userIds: [], conversationIds: [] },
    { id: 'contact-anna-2', principal: 'owner', messageId: null },
  );
  expect((await search({ person: 'Anna' })).heard).toContain(
    'Several people could be meant: "Anna Meier"',
  );
});

test('days count whole, in the owner’s time zone', async () => {
  // In Berlin it is the 13th already.
  await scene.line('late that night', { ...anna, at: Date.UTC(2026, 10, 12, 23, 30) });
  await scene.line('the day before', { ...anna, at: Date.UTC(2026, 10, 12, 22, 30) });

  const { heard } = await search({ from: '2026-11-13', until: '2026-11-13' });

  expect(heard).toContain('late that night');
  expect(heard).not.toContain('the day before');
});

test('by channel, and never the question itself', async () => {
  const asks = await scene.line('Where is the key?', desk);
  await scene.line('The key is under the mat.', { ...anna, channel: 'phone' });
  await scene.line('The key again', anna);

  const { heard } = await search({ words: 'key', channel: 'phone' }, { ...desk, messageId: asks });
  expect(heard).toContain('under the mat');
  expect(heard).not.toContain('again');
  expect((await search({ words: 'where' }, { ...desk, messageId: asks })).heard).toContain(
    'Nothing',
  );
});

test('of a long message the part around the word is told', async () => {
  await scene.line(`${'before '.repeat(300)}the nēedle is here ${'after '.repeat(300)}`, anna);

  const { heard } = await search({ words: 'needle' });

  expect(heard).toContain('the nēedle is here');
  expect(heard.length).toBeLessThan(900);
});

test.each([
  [{ from: '2026-02-30' }, '"2026-02-30" is no day or time.'],
  [{ until: '2026-13-45' }, '"2026-13-45" is no day or time.'],
  [{ until: 'yesterday' }, '"yesterday" is no day or time.'],
  [{ words: '!!!' }, 'Nothing was found.'],
  [{ channel: 'system' }, 'channel'],
  [{ words: 'x'.repeat(201) }, 'words'],
])('%j ends in an honest sentence', async (args, sentence) => {
  expect((await search(args)).heard).toContain(sentence);
});
