import { describe, expect, test } from 'vitest';
import { NetworkError } from '../../../shared/errors.ts';
import { agentScene, FakeModel, textOf } from './agent-scene.ts';
import { planningScene } from './planning-scene.ts';

async function note(text: string) {
  const { ask, notes } = agentScene({ model: null });
  const answer = textOf(await ask({ text }));
  return { answer, kept: notes.kept.map((one) => one.text) };
}

describe('keeps a note', () => {
  test.each([
    ['Note that the car needs oil', 'the car needs oil'],
    ['note: the car needs oil', 'the car needs oil'],
    ['Note, the car needs oil', 'the car needs oil'],
    ['note - the car needs oil', 'the car needs oil'],
    ['NOTE THAT THE CAR NEEDS OIL', 'THE CAR NEEDS OIL'],
    ['  Please note that the car needs oil  ', 'the car needs oil'],
    ['Note to self: call Anna', 'call Anna'],
    ['Take a note: call Anna', 'call Anna'],
    ['take a note that Anna called', 'Anna called'],
    ['Make a note of the price', 'the price'],
    ['Please add a note: milk', 'milk'],
    ['save a note milk', 'milk'],
    ['Remember that Anna is allergic to nuts', 'Anna is allergic to nuts'],
    ['Remember: milk', 'milk'],
    ['Remember to call Anna', 'to call Anna'],
    ['please remember the milk', 'the milk'],
    ['Write down that the code is 4711', 'the code is 4711'],
    ['write down: 4711', '4711'],
    ['Jot down milk and eggs', 'milk and eggs'],
    ['Note that\nthe car needs oil\nand a wash', 'the car needs oil\nand a wash'],
    ['Note that ünïcode ✓ and ’ work', 'ünïcode ✓ and ’ work'],
  ])('of %j', async (text, words) => {
    expect(await note(text)).toEqual({ answer: `Noted: “${words}”`, kept: [words] });
  });
});

describe('lists the notes', () => {
  test.each([
    'My notes',
    'my notes?',
    'What are my notes?',
    "what's in my notes",
    'Show me my notes',
    'show all my notes',
    'Please list all of my notes',
    'Read me the notes',
    'tell me my notes',
    'Give me my notes, please',
    'List notes',
    'What did I note yesterday?',
    'What did I write down?',
  ])('for %j', async (text) => {
    const { ask } = agentScene({ model: null });
    await ask({ text: 'Note that milk' });

    expect(textOf(await ask({ text }))).toBe('Your note:\n\n- milk');
  });

  test('the last twenty of them, and says so when there are none', async () => {
    const { ask } = agentScene({ model: null });
    expect(textOf(await ask({ text: 'my notes' }))).toContain('You have no notes yet.');
    for (let index = 1; index <= 25; index += 1) await ask({ text: `note: item ${index}` });

    const answer = textOf(await ask({ text: 'my notes' }));

    expect(answer).toContain('Your last 20 notes:');
    expect(answer).toContain('- item 25');
    expect(answer).not.toContain('- item 5\n');
  });
});

test.each([
  'Note',
  'Remember?',
  'Noted, thanks',
  'Notebook prices',
  'I note that you are slow',
  'Do you remember Anna?',
  'Don’t remember this',
  'My notebook is new',
  'Who wrote the footnotes?',
])('says of %j honestly that it cannot answer it', async (text) => {
  const { answer, kept } = await note(text);

  expect(kept).toEqual([]);
  expect(answer).toContain('I have no language model yet, so I cannot answer that.');
  expect(answer).toContain('I have kept your message in the thread.');
});

test('reminders are set, told back in plain words, listed and called off', async () => {
  const { say, changes } = planningScene();

  expect(await say('remind me tomorrow at 9 to call Anna')).toBe(
    'Set: R1 “call Anna”, tomorrow (Saturday, 21 November) at 09:00.',
  );
  expect(await say('In 20 minutes remind me to check the oven')).toBe(
    'Set: R2 “check the oven”, today (Friday, 20 November) at 10:25.',
  );
  expect(await say('every weekday at 9 remind me to stand up')).toBe(
    'Set: R3 “stand up”, every weekday (Monday to Friday) at 09:00, next on Monday, 23 November at 09:00.',
  );
  expect((await say('my reminders')).split('\n')).toEqual([
    'Reminders:',
    '- R2 “check the oven”, today (Friday, 20 November) at 10:25',
    '- R1 “call Anna”, tomorrow (Saturday, 21 November) at 09:00',
    '- R3 “stand up”, every weekday (Monday to Friday) at 09:00, next on Monday, 23 November at 09:00',
  ]);
  expect(await say('cancel the reminder about the oven')).toBe(
    'Called off: R2 “check the oven”, cancelled.',
  );
  expect(await say('cancel reminder 2')).toBe('The reminder 2 is cancelled already.');
  expect(await say('cancel reminder 9')).toBe(
    'There is no reminder R9. The list of reminders tells their ids.',
  );
  expect(changes()).toBe(4);
});

test.each([
  [
    'remind me yesterday to call Anna',
    'That time is past: it was yesterday (Thursday, 19 November)',
  ],
  ['remind me on 1 January 9999 to celebrate', 'That is more than 20 years away.'],
  ['remind me in 99999 days to celebrate', 'That is more than 20 years away.'],
  ['remind me on 31 February to laugh', 'I found no time in that that I understand'],
  ['remind me today to call Anna', 'At what time?'],
  ['remind me every two weeks to call Anna', 'I cannot repeat it like that'],
  ['remind me every day until Friday to call', 'I cannot let a reminder end by itself'],
  ['Remind me', 'Of what shall I remind you?'],
  ['remind me to call Anna', 'I found no time in that'],
  ['add a task to water the plants every day', 'A task does not repeat.'],
  ['add a task: pay by yesterday', 'That time is past'],
  [`remind me tomorrow at 9 to ${'x'.repeat(1500)}`, 'That is too long for a reminder'],
])('%j is answered honestly, and nothing is kept', async (text, answer) => {
  const { say, book } = planningScene();

  expect(await say(text)).toContain(answer);
  expect(await book.listReminders({ all: true, limit: 9 })).toEqual([]);
  expect(await book.listTasks({ state: null, limit: 9 })).toEqual([]);
});

test('“in 20 minutes” counts from when it was said, however late the yes comes', async () => {
  const { say, book, actions, clock, ledger } = planningScene({
    policies: { set_reminder: 'ask' },
  });
  const saidAt = clock.now();
  await say('remind me in 20 minutes to check the oven');
  await clock.advanceAsync(600_000);

  const [action] = await ledger.openActions();
  await actions.answer({ id: action?.id ?? '', verdict: 'approve', via: 'window' });
  await actions.idle();

  expect(await book.listReminders({ all: false, limit: 9 })).toMatchObject([
    { text: 'check the oven', nextAt: saidAt + 1_200_000 },
  ]);
});

test('words choose a task or a reminder by whole words, and never all of them', async () => {
  const { say, book } = planningScene();
  await say('add a task: call Anna');
  await say('add a task: buy milk');
  await say('remind me tomorrow at 9 to meet the team');

  expect(await say('mark all tasks as done')).toContain('No task fits “all”');
  expect(await say('drop the task about art')).toContain('No task fits “art”');
  expect(await say('cancel my reminders')).toContain('one by one');
  expect(await say('cancel the reminder about tea')).toContain('No reminder fits “tea”');
  expect(await say('mark the calls task as done')).toContain('“call Anna”, done');
  expect(await book.listReminders({ all: false, limit: 9 })).toHaveLength(1);
});

test('tasks are kept, listed, done, dropped and opened again', async () => {
  const { say } = planningScene();

  expect(await say('Add a task: send the contract by Monday')).toBe(
    'Kept: T1 “send the contract”, due on Monday, 23 November.',
  );
  expect(await say("I'm waiting for Ben to send the numbers by tomorrow at 4")).toBe(
    'Kept: T2 “send the numbers”, waiting for Ben, due tomorrow (Saturday, 21 November) at 16:00.',
  );
  expect(await say('todo: buy milk')).toBe('Kept: T3 “buy milk”.');
  expect((await say('my tasks')).split('\n')).toEqual([
    'Tasks (open):',
    '- T2 “send the numbers”, waiting for Ben, due tomorrow (Saturday, 21 November) at 16:00',
    '- T1 “send the contract”, due on Monday, 23 November',
    '- T3 “buy milk”',
  ]);
  expect(await say('what do I have with Ben?')).toContain('- T2');
  expect(await say('task 3 is done')).toBe('Now: T3 “buy milk”, done.');
  expect(await say('drop the task about the contract')).toContain(
    'T1 “send the contract”, dropped',
  );
  expect(await say('reopen task 1')).toBe(
    'Now: T1 “send the contract”, due on Monday, 23 November.',
  );
  expect(await say('mark the send task as done')).toContain('Several tasks fit “send”: T2');
  expect(await say('task 12 is done')).toContain('There is no task T12.');
});

test('a brief, the time and help are there without a model', async () => {
  const { say } = planningScene();

  expect(await say('brief me')).toBe('The brief of 2026-11-20.');
  expect(await say('What’s on tomorrow?')).toBe('The brief of 2026-11-21.');
  expect(await say('what time is it?')).toBe(
    'It is today (Friday, 20 November) at 10:05 (Europe/Berlin).',
  );
  expect(await say('help')).toContain('- reminders: “remind me tomorrow at 9 to call Anna”');
});

test('what it does is audited like what a model does, and the policies hold', async () => {
  const policies = { add_task: 'ask', set_reminder: 'deny' } as const;
  const { ask, say, ledger, book } = planningScene({ policies });

  const events = await ask({ text: 'add a task: buy milk' });

  expect(textOf(events)).toBe(
    'Your settings want your yes for this first: Keep a task: “buy milk”.',
  );
  expect(events).toContainEqual(expect.objectContaining({ type: 'approval' }));
  expect(await ledger.openActions()).toMatchObject([{ tool: 'add_task', state: 'pending' }]);
  expect(await say('remind me at 5 to leave')).toBe(
    'I cannot do that here: your settings do not allow set_reminder.',
  );
  expect(await book.listTasks({ state: null, limit: 9 })).toEqual([]);
});

test('the same sentence while the model fails is done as well, and everything else says why not', async () => {
  const model = new FakeModel();
  model.script = async function* () {
    yield '';
    throw new NetworkError('ECONNREFUSED', 'Nothing answers at its address.');
  };
  const { say } = planningScene({ model });

  expect(await say('remind me at 5 to leave')).toContain('Set: R1 “leave”');
  expect(await say('Tell me a joke')).toContain(
    'My language model gave no answer: Nothing answers at its address.',
  );
});

test('with a model everything is asked of it', async () => {
  const model = new FakeModel();
  const { say, notes, book } = planningScene({ model });

  expect(await say('Note that the car needs oil')).toBe('Nothing.');
  expect(await say('remind me at 5 to leave')).toBe('Nothing.');
  expect(model.prompts).toHaveLength(2);
  expect(notes.kept).toEqual([]);
  expect(await book.listReminders({ all: true, limit: 9 })).toEqual([]);
});

test.each(['trusted', 'stranger'] as const)(
  'takes a message from a %s person, and neither does nor tells anything',
  async (principal) => {
    const { say, notes, book, ledger } = planningScene();
    const note = { at: 0, principal: 'owner', messageId: null } as const;
    await notes.addNote({ ...note, text: 'the code is 4711' });

    const answers = [
      await say('my notes', { principal }),
      await say('note: buy this', { principal }),
      await say('my tasks', { principal }),
      await say('brief me', { principal }),
      await say('remind me at 5 to leave', { principal }),
      await say('cancel reminder 1', { principal }),
    ];

    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('I have kept your message');
    expect(notes.kept.map(({ text }) => text)).toEqual(['the code is 4711']);
    expect(await book.listReminders({ all: true, limit: 9 })).toEqual([]);
    expect(await ledger.openActions()).toEqual([]);
  },
);

test('a task that a trusted person asks for waits for the owner’s yes, a stranger’s is a message', async () => {
  const { say, actions, ledger, book } = planningScene();
  const text = 'Add a task: call me back tomorrow';

  expect(await say(text, { principal: 'stranger' })).not.toContain('as a task');
  expect(await say(text, { principal: 'trusted', author: 'user-2' })).toContain(
    'I have also asked whether to keep this as a task: “call me back”.',
  );

  const [asked] = await ledger.openActions();
  expect(await book.listTasks({ state: null, limit: 9 })).toEqual([]);
  await actions.answer({ id: asked?.id ?? '', verdict: 'approve', via: 'window' });
  await actions.idle();
  expect(await book.listTasks({ state: 'open', limit: 9 })).toMatchObject([
    { title: 'call me back', due: '2026-11-21', author: 'user-2', messageId: 'message-1' },
  ]);
});
