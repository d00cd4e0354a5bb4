import type { Prompt, TurnRequest } from '../../../main/agent/ports.ts';
import { BriefWriter } from '../../../main/agent/planning/brief-writer.ts';
import { createBriefTools } from '../../../main/agent/tools/brief.ts';
import { createCalendarTools } from '../../../main/agent/tools/calendar.ts';
import { createPageTools } from '../../../main/agent/tools/pages.ts';
import { createReminderTools } from '../../../main/agent/tools/reminders.ts';
import { createTaskTools } from '../../../main/agent/tools/tasks.ts';
import type { AnyTool } from '../../../main/agent/tools/tool.ts';
import { silentLogger } from '../../../main/base/log.ts';
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
  'line of carl in a group': 'group',
  'line of anna in that group': 'group',
  'line of number on a call': 'number',
  'answer to number on that call': 'number',
  'line of number before it was trusted': 'number',
  'text message of number': 'number',
  'line of the owner who called from number': 'owner',
  'text message of the owner to number': 'owner',
  'line of the same digits as an extension': 'extension',
  'line of a caller without a number': 'nobody',
  'line of somebody anonymous': 'anonymous',
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
export type Secret = keyof typeof secrets;
export const number = '+12025550123';
export const all = Object.keys(secrets) as readonly Secret[];

export function secret(name: Secret): string {
  return `${word} ${name.replaceAll(' ', '-')}.`;
}

type Scene = Awaited<ReturnType<typeof memoryScene>>;

/** The memory and the thread with a secret in every place, and an agent that tells what it was told. */
export async function openSecrets() {
  const scene = await memoryScene({ more: everyOtherTool });
  await seedThread(scene);
  await seedMemory(scene);
  await seedPlans(scene);
  return {
    tools: scene.tools,
    toldTo: (request: Partial<TurnRequest>) => toldTo(scene, request),
    promptOf: (request: Partial<TurnRequest>) => promptOf(scene, request),
  };
}

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

async function seedThread(scene: Scene): Promise<void> {
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
  await seedGroup(scene, anna);
  await seedCalls(scene, owner);
  const system = { ...out, ...owner, channel: 'system', author: 'agent' } as const;
  await say('note in the thread about anna', { ...system, conversationId: 'with anna' });
  await say('brief of a call with anna', { ...system, conversationId: 'call-2', brief });
  await say('brief of a call with bob', { ...system, conversationId: 'with bob', brief });
}

async function seedGroup(scene: Scene, anna: Parameters<Scene['line']>[1]): Promise<void> {
  const group = { ...anna, conversationId: 'group' };
  await scene.line(secret('line of carl in a group'), { ...group, author: 'carl' });
  await scene.line(secret('line of anna in that group'), group);
}

/** Everything of one number of the phone network, and what only looks like it. */
async function seedCalls(scene: Scene, owner: Parameters<Scene['line']>[1]): Promise<void> {
  const say = (name: Secret, conversationId: string, change: Parameters<Scene['line']>[1] = {}) =>
    scene.line(secret(name), {
      ...{ channel: 'phone', principal: 'trusted', author: number, conversationId, ...change },
    });
  const out = { direction: 'out', author: 'agent', delivery: 'sent' } as const;
  const sms = { channel: 'sms' } as const;
  const stranger = { principal: 'stranger' } as const;
  await say('line of number on a call', 'call-3');
  await say('answer to number on that call', 'call-3', out);
  await say('line of the owner who called from number', 'call-3', { principal: 'owner' });
  await say('line of number before it was trusted', 'call-4', stranger);
  await say('text message of number', number, { ...sms, ...stranger });
  await say('text message of the owner to number', number, { ...owner, ...out, ...sms });
  await say('line of the same digits as an extension', 'call-5', { author: number.slice(1) });
  await say('line of a caller without a number', 'call-6', { ...stranger, author: '' });
  await say('line of somebody anonymous', 'call-7', { ...stranger, author: 'anonymous' });
}

async function seedMemory(scene: Scene): Promise<void> {
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

async function seedPlans(scene: Scene): Promise<void> {
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
  search_thread: [
    { words: word },
    {},
    { person: number },
    { person: 'anna' },
    { person: 'carl' },
    { person: 'bob' },
  ],
};

/** Everything that the model is told in a turn in which it calls all of them, whether it was told of them or not. */
async function toldTo(scene: Scene, request: Partial<TurnRequest>) {
  const calls = Object.entries(readings).flatMap(([name, some]) =>
    some.map((args) => ({ name, args })),
  );
  const { prompts } = await scene.turn({ calls }, { ...request, text: 'What do you know?' });
  const words = prompts.map(wordsOf).join('\n');
  const tools = prompts[0]?.tools?.map(({ name }) => name).toSorted() ?? [];
  return { found: all.filter((name) => words.includes(secret(name))), tools, prompts };
}

export function wordsOf({ system, messages, tools = [] }: Prompt): string {
  return [system, ...messages.map(contentOf), JSON.stringify(tools)].join('\n');
}

/** What the model knows before it looks anything up. */
async function promptOf(scene: Scene, request: Partial<TurnRequest>): Promise<readonly Secret[]> {
  const { prompts } = await scene.turn({ calls: [] }, { ...request, text: 'Hello again.' });
  const words = prompts.map(wordsOf).join('\n');
  return all.filter((name) => words.includes(secret(name)));
}

export const whose = (...owners: readonly string[]): readonly Secret[] =>
  all.filter((name) => owners.includes(secrets[name]));

export const channels = ['carbonvoice', 'phone', 'sms', 'desktop'] as const;

export function asks(principal: Principal, author: string, channel: Channel): Partial<TurnRequest> {
  const call = channel === 'phone' ? { call: { goal: null, after: null } } : {};
  return { principal, author, channel, conversationId: `with ${author}`, ...call };
}
