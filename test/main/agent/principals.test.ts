import { beforeEach, describe, expect, test } from 'vitest';
import { toolNames } from '../../../shared/policies.ts';
import {
  all,
  asks,
  channels,
  number,
  openSecrets,
  secret,
  whose,
  wordsOf,
} from './principals-scene.ts';

let scene: Awaited<ReturnType<typeof openSecrets>>;
beforeEach(async () => {
  scene = await openSecrets();
});

const ownersTools = [
  ...['add_contact', 'add_event', 'add_task', 'attach_file', 'attach_link', 'cancel_reminder'],
  ...['delete_note', 'edit_note', 'find_contact', 'find_file', 'list_tasks', 'make_brief'],
  ...['mcp.files.read', 'place_call', 'read_calendar', 'read_file', 'read_web_page', 'save_note'],
  ...['search_notes', 'search_thread', 'send_carbon_voice_message', 'send_text_message'],
  ...['set_reminder', 'update_task'],
];

test('no tool is left out of this', () => {
  const names = scene.tools.map(({ name }) => name);
  expect(names.filter((name) => !name.startsWith('mcp.')).toSorted()).toEqual(
    [...toolNames].toSorted(),
  );
});

describe.each(channels)('by %s', (channel) => {
  test('the owner is told of everything, and may use every tool', async () => {
    const { found, tools } = await scene.toldTo(asks('owner', 'owner', channel));

    expect(found).toEqual(all);
    expect(tools).toEqual(
      [...ownersTools, ...(channel === 'phone' ? ['hand_over', 'hang_up'] : [])].toSorted(),
    );
  });

  test('somebody trusted is told of their own conversations', async () => {
    const { found, tools } = await scene.toldTo(asks('trusted', 'anna', channel));

    // What is said in a group that they speak in they have heard there.
    expect(found).toEqual(whose('anna', 'group'));
    expect(tools).toEqual([
      ...['add_contact', 'add_task'],
      ...(channel === 'phone' ? ['hand_over', 'hang_up'] : []),
      ...['save_note', 'search_thread'],
    ]);
  });

  test('a stranger is told of this conversation', async () => {
    const { found, tools, prompts } = await scene.toldTo(asks('stranger', 'bob', channel));

    expect(found).toEqual(whose('bob'));
    expect(tools).toEqual(channel === 'phone' ? ['hang_up'] : []);
    expect(prompts.map(wordsOf).join('\n')).not.toContain('anna');
  });

  test('a stranger who is nobody yet is told of nothing', async () => {
    const nobody = { ...asks('stranger', '', channel), conversationId: null };

    expect((await scene.toldTo(nobody)).found).toEqual([]);
  });

  test('somebody trusted in the conversation of somebody else is not told of theirs', async () => {
    const { found } = await scene.toldTo({
      ...asks('trusted', 'carl', channel),
      conversationId: 'new',
    });

    expect(found).toEqual(whose('carl', 'group'));
  });
});

describe('the prompt', () => {
  test.each(channels)('by %s of somebody trusted holds all of their own', async (channel) => {
    expect(await scene.promptOf(asks('trusted', 'anna', channel))).toEqual(whose('anna'));
    const inNew = { ...asks('trusted', 'anna', channel), conversationId: 'new' };
    expect(await scene.promptOf(inNew)).toEqual(whose('anna'));
  });

  test('of a trusted number holds its calls and texts, and nothing else', async () => {
    const request = { ...asks('trusted', number, 'phone'), conversationId: 'call-9' };
    expect(await scene.promptOf(request)).toEqual(whose('number'));
  });

  test('of the same number while it is not trusted holds this call alone', async () => {
    const request = { ...asks('stranger', number, 'phone'), conversationId: 'call-4' };
    expect(await scene.promptOf(request)).toEqual(['line of number before it was trusted']);
  });

  test.each(['', 'anonymous'])(
    'of a stranger who calls as “%s” holds this call alone',
    async (author) => {
      const request = { ...asks('stranger', author, 'phone'), conversationId: 'call-8' };
      expect(await scene.promptOf(request)).toEqual([]);
    },
  );

  test('of a call without a number holds no other such call, whoever it counts as', async () => {
    const request = { ...asks('trusted', '', 'phone'), conversationId: 'call-8' };
    expect(await scene.promptOf(request)).toEqual([]);
  });

  test.each([number.slice(1), ` ${number}`, '+1 202 555 0123', '12025550123@sip.example'])(
    'of “%s” holds nothing of the number that it looks like',
    async (author) => {
      const request = { ...asks('trusted', author, 'phone'), conversationId: 'call-9' };
      expect(await scene.promptOf(request)).toEqual(
        author === number.slice(1) ? whose('extension') : [],
      );
    },
  );

  test('in a group holds what is said there', async () => {
    const request = { ...asks('trusted', 'carl', 'carbonvoice'), conversationId: 'group' };
    expect((await scene.promptOf(request)).toSorted()).toEqual(whose('carl', 'group').toSorted());
  });
});

test('on a call that is not the owner’s any more nothing is left of what was said to the owner', async () => {
  const { prompts } = await scene.toldTo({
    ...asks('trusted', 'anna', 'phone'),
    conversationId: 'call-2',
  });

  const [prompt] = prompts;
  expect(prompt && wordsOf(prompt)).toContain(secret('line of anna on an earlier call'));
  expect(prompt && wordsOf(prompt)).not.toContain('owner-on-that-call');
});

test('the words of others in the owner’s prompt stand behind bars, their summary and their notes too', async () => {
  const { prompts } = await scene.toldTo(asks('owner', 'owner', 'desktop'));

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
