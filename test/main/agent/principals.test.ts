import { beforeEach, describe, expect, test } from 'vitest';
import type { Prompt, TurnRequest } from '../../../main/agent/ports.ts';
import { BriefWriter } from '../../../main/agent/planning/brief-writer.ts';
import { createBriefTools } from '../../../main/agent/tools/brief.ts';
import { createCalendarTools } from '../../../main/agent/tools/calendar.ts';
import { createPageTools } from '../../../main/agent/tools/pages.ts';
import { createReminderTools } from '../../../main/agent/tools/reminders.ts';
import { createTaskTools } from '../../../main/agent/tools/tasks.ts';
import type { AnyTool } from '../../../main/agent/tools/tool.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { toolNames } from '../../../shared/policies.ts';
import type { Channel, Principal } from '../../../shared/thread.ts';
import { sampleBrief } from '../../fakes/call-samples.ts';
import { FakeCalendars, sampleEvent } from '../../fakes/fake-calendars.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import type { MemoryLedger } from '../../fakes/memory-ledger.ts';
import {
  letterSchema,
  outwardAttachments,
  outwardPhone,
  outwardTool,
} from '../../fakes/outward-tools.ts';
import { contentOf } from './agent-scene.ts';
import { memoryScene } from './memory/memory-scene.ts';

const now = Date.UTC(2026, 10, 20, 9, 5);
/** Every secret holds this word, so that a search finds all that may be seen. */
const word = 'zanzibar';

/** Where each secret lies, and whose it is. */
const secrets = {
  'line of the owner at the desk': 'owner',
  'line of the owner by Carbon Voice': 'owner',
  'line of the owner on a call': 'owner',
  'line of anna': 'anna',
  'line of anna on an earlier call': 'anna',
  'answer to anna': 'anna',
  'line of a caller from anna’s number who proved to be the owner': 'owner',
  'answer to the owner on that call': 'owner',
  'line of carl': 'carl',
  'line of bob': 'bob',
  'answer to bob': 'bob',
  'line of dora': 'dora',
  'note in the thread about anna': 'owner',
  'brief of a call with anna': 'owner',
  'brief of a call with bob': 'owner',
  'note of the owner': 'owner',
  'note from carl': 'owner',
  'fact of the owner': 'owner',
  'contact of anna': 'owner',
  'contact of bob': 'owner',
  'summary of the thread': 'owner',
  'task of the owner': 'owner',
  'reminder of the owner': 'owner',
  'event in the calendar': 'owner',
  'what waits for a yes': 'owner',
} as const;
type Secret = keyof typeof secrets;
const all = Object.keys(secrets) as readonly Secret[];

function secret(name: Secret): string {
  return `${word} ${name.replaceAll(' ', '-')}.`;
}

type Scene = Awaited<ReturnType<typeof memoryScene>>;
let scene: Scene;
beforeEach(async () => {
  scene = await memoryScene({ more: everyOtherTool });
  await seedThread();
  await seedMemory();
  await seedPlans();
});

/** What the app has besides the memory, with nobody at the other end. */
function everyOtherTool(store: MemoryLedger): readonly AnyTool[] {
  const plans = { book: store, changed: () => {} };
  const calendars = new FakeCalendars();
  calendars.events = [
    sampleEvent('2026-11-20T12:00', '2026-11-20T13:00', { title: secret('event in the calendar') }),
  ];
  const writer = new BriefWriter({
    ports: { sources: store, calendar: null },
    ...{ model: () => null, timeZone: 'UTC', clock: new FakeClock(now), log: silentLogger },
  });
  const pages = { check: async () => {}, read: () => Promise.reject(new Error('no page')) };
  return [
    ...createTaskTools(plans),
    ...createReminderTools(plans),
    ...createBriefTools(writer),
    ...createCalendarTools(calendars),
    ...createPageTools({ pages }),
    ...outwardPhone([]),
    ...outwardAttachments([]),
    outwardTool('send_carbon_voice_message', [], letterSchema),
    outwardTool('mcp.files.read', [], letterSchema),
  ];
}

async function seedThread(): Promise<void> {
  const say = (name: Secret, change: Parameters<Scene['line']>[1]) =>
    scene.line(secret(name), change);
  const out = { direction: 'out', author: 'agent', delivery: 'sent' } as const;
  const anna = { principal: 'trusted', author: 'anna', conversationId: 'with anna' } as const;
  const bob = { principal: 'stranger', author: 'bob', conversationId: 'with bob' } as const;
  const owner = { principal: 'owner', author: 'owner' } as const;
  const brief = sampleBrief({ number: 'anna' });
  await say('line of the owner at the desk', {
    ...owner,
    channel: 'desktop',
    conversationId: null,
  });
  await say('line of the owner by Carbon Voice', { ...owner, conversationId: 'with owner' });
  await say('line of the owner on a call', {
    ...owner,
    channel: 'phone',
    conversationId: 'call-1',
  });
  await say('line of anna on an earlier call', {
    ...anna,
    channel: 'phone',
    conversationId: 'call-2',
  });
  await say('line of anna', anna);
  await say('answer to anna', { ...anna, ...out });
  const proved = {
    ...anna,
    principal: 'owner',
    channel: 'phone',
    conversationId: 'call-2',
  } as const;
  await say('line of a caller from anna’s number who proved to be the owner', proved);
  await say('answer to the owner on that call', { ...proved, ...out });
  await say('line of carl', { ...anna, author: 'carl', conversationId: 'with carl' });
  await say('line of bob', bob);
  await say('answer to bob', { ...bob, ...out });
  await say('line of dora', { ...bob, author: 'dora', conversationId: 'with dora' });
  const system = { ...out, ...owner, channel: 'system', author: 'agent' } as const;
  await say('note in the thread about anna', { ...system, conversationId: 'with anna' });
  await say('brief of a call with anna', { ...system, conversationId: 'call-2', brief });
  await say('brief of a call with bob', { ...system, conversationId: 'with bob', brief });
}

async function seedMemory(): Promise<void> {
  const { notes, contacts, store, warm } = scene;
  const by = { at: 1, principal: 'owner', messageId: null } as const;
  await notes.addNote({ ...by, text: secret('note of the owner') });
  await notes.addNote({ ...by, principal: 'trusted', text: secret('note from carl') });
  await notes.addNote({ ...by, kind: 'fact', text: secret('fact of the owner') });
  for (const name of ['anna', 'bob'] as const) {
    const note = secret(`contact of ${name}`);
    const none = { phones: [], emails: [], conversationIds: [] };
    await contacts.save(
      { name: `${word} ${name}`, note, userIds: [name], ...none },
      { ...by, id: `id-${name}` },
    );
  }
  const place = { at: 1, id: 'a' };
  const text = secret('summary of the thread');
  const section = { id: 's', level: 0, from: place, until: place, text, madeAt: 1 };
  await store.saveSummary({ section, read: { messages: 0, bytes: 0 } });
  await warm.reload();
  // Something of Carl's that waits for the owner, who has not answered.
  const asked = { name: 'save_note', args: { text: secret('what waits for a yes') } };
  const carl = { principal: 'trusted', author: 'carl', conversationId: 'with carl' } as const;
  await scene.turn({ calls: [asked] }, carl);
  scene.model.prompts.length = 0;
}

async function seedPlans(): Promise<void> {
  const [title, text] = [secret('task of the owner'), secret('reminder of the owner')];
  const calls = [
    { name: 'add_task', args: { title, due: '2026-11-20' } },
    { name: 'set_reminder', args: { text, at: '2026-11-20T15:00' } },
  ];
  await scene.turn({ calls }, { ...asks('owner', 'owner', 'desktop'), text: `${title} ${text}` });
  scene.model.prompts.length = 0;
}

/** Every tool that reads, with arguments that find as much as can be found. */
const readings: Readonly<Record<string, readonly unknown[]>> = {
  search_notes: [{ words: word }, {}],
  find_contact: [{ who: word }, { who: 'anna' }],
  list_tasks: [{}],
  make_brief: [{}],
  read_calendar: [{}],
  search_thread: [{ words: word }, {}, { person: 'anna' }, { person: 'carl' }, { person: 'bob' }],
};

/** Everything that the model is told in a turn in which it calls all of them, whether it was told of them or not. */
async function toldTo(request: Partial<TurnRequest>) {
  const calls = Object.entries(readings).flatMap(([name, some]) =>
    some.map((args) => ({ name, args })),
  );
  const { prompts } = await scene.turn({ calls }, { ...request, text: 'What do you know?' });
  const words = prompts.map(wordsOf).join('\n');
  const tools = prompts[0]?.tools?.map(({ name }) => name).toSorted() ?? [];
  return { found: all.filter((name) => words.includes(secret(name))), tools, prompts };
}

function wordsOf({ system, messages, tools = [] }: Prompt): string {
  return [system, ...messages.map(contentOf), JSON.stringify(tools)].join('\n');
}

const whose = (...owners: readonly string[]): readonly Secret[] =>
  all.filter((name) => owners.includes(secrets[name]));

const ownersTools = [
  ...['add_contact', 'add_event', 'add_task', 'attach_file', 'attach_link', 'cancel_reminder'],
  ...['delete_note', 'edit_note', 'find_contact', 'find_file', 'list_tasks', 'make_brief'],
  ...['mcp.files.read', 'place_call', 'read_calendar', 'read_file', 'read_web_page', 'save_note'],
  ...['search_notes', 'search_thread', 'send_carbon_voice_message', 'send_text_message'],
  ...['set_reminder', 'update_task'],
];

const channels = ['carbonvoice', 'phone', 'sms', 'desktop'] as const;

function asks(principal: Principal, author: string, channel: Channel): Partial<TurnRequest> {
  const call = channel === 'phone' ? { call: { goal: null, after: null } } : {};
  return { principal, author, channel, conversationId: `with ${author}`, ...call };
}

test('no tool is left out of this', () => {
  const names = scene.tools.map(({ name }) => name);
  expect(names.filter((name) => !name.startsWith('mcp.')).toSorted()).toEqual(
    [...toolNames].toSorted(),
  );
});

describe.each(channels)('by %s', (channel) => {
  test('the owner is told of everything, and may use every tool', async () => {
    const { found, tools } = await toldTo(asks('owner', 'owner', channel));

    expect(found).toEqual(all);
    expect(tools).toEqual(
      [...ownersTools, ...(channel === 'phone' ? ['hand_over', 'hang_up'] : [])].toSorted(),
    );
  });

  test('somebody trusted is told of their own conversations', async () => {
    const { found, tools } = await toldTo(asks('trusted', 'anna', channel));

    expect(found).toEqual(whose('anna'));
    expect(tools).toEqual([
      ...['add_contact', 'add_task'],
      ...(channel === 'phone' ? ['hand_over', 'hang_up'] : []),
      ...['save_note', 'search_thread'],
    ]);
  });

  test('a stranger is told of this conversation', async () => {
    const { found, tools, prompts } = await toldTo(asks('stranger', 'bob', channel));

    expect(found).toEqual(whose('bob'));
    expect(tools).toEqual(channel === 'phone' ? ['hang_up'] : []);
    expect(prompts.map(wordsOf).join('\n')).not.toContain('anna');
  });

  test('a stranger who is nobody yet is told of nothing', async () => {
    const nobody = { ...asks('stranger', '', channel), conversationId: null };

    expect((await toldTo(nobody)).found).toEqual([]);
  });

  test('somebody trusted in the conversation of somebody else is not told of theirs', async () => {
    const { found } = await toldTo({ ...asks('trusted', 'carl', channel), conversationId: 'new' });

    expect(found).toEqual(whose('carl'));
  });
});

test('on a call that is not the owner’s any more nothing is left of what was said to the owner', async () => {
  const { prompts } = await toldTo({
    ...asks('trusted', 'anna', 'phone'),
    conversationId: 'call-2',
  });

  const [prompt] = prompts;
  expect(prompt && wordsOf(prompt)).toContain(secret('line of anna on an earlier call'));
  expect(prompt && wordsOf(prompt)).not.toContain('owner-on-that-call');
});

test('the words of others in the owner’s prompt stand behind bars, their summary and their notes too', async () => {
  const { prompts } = await toldTo(asks('owner', 'owner', 'desktop'));

  const lines = wordsOf(prompts[0] ?? { system: '', messages: [] }).split('\n');
  const foreign = lines.filter((line) =>
    /line-of-(?:anna|bob|carl|dora)|brief-of|summary-of/u.test(line),
  );
  expect(foreign.length).toBeGreaterThan(5);
  expect(foreign.filter((line) => !line.startsWith('| '))).toEqual([]);
  expect(lines.filter((line) => line.includes('note-from-carl'))).toEqual([
    expect.stringContaining(`somebody else says: "${secret('note from carl')}"`),
  ]);
});
