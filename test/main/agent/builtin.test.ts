import { describe, expect, test } from 'vitest';
import { answerBuiltin } from '../../../main/agent/builtin.ts';
import type { TurnRequest } from '../../../main/agent/ports.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeNotes } from '../../fakes/fake-notes.ts';
import { sampleRequest } from './agent-scene.ts';

async function ask(
  text: string,
  more: { change?: Partial<TurnRequest>; reason?: string; notes?: FakeNotes } = {},
) {
  const notes = more.notes ?? new FakeNotes();
  const request = sampleRequest({ text, ...more.change });
  const deps = { notes, clock: new FakeClock(5000) };
  const answer = await answerBuiltin(request, deps, more.reason ?? null);
  return { answer, notes: notes.kept.map((note) => note.text) };
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
    ['Note that ünïcode ✓ works', 'ünïcode ✓ works'],
  ])('of %j', async (text, note) => {
    const { answer, notes } = await ask(text);

    expect(notes).toEqual([note]);
    expect(answer).toBe(`Noted: “${note}”`);
  });
});

describe('lists the notes', () => {
  test.each([
    'My notes',
    'my notes?',
    'What are my notes?',
    'what’s in my notes'.replace('’', "'"),
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
    const notes = new FakeNotes();
    await ask('Note that milk', { notes });

    const { answer } = await ask(text, { notes });

    expect(answer).toBe('Your note:\n\n- milk');
  });
});

describe('takes for neither', () => {
  test.each([
    '',
    'Note',
    'Remember?',
    'Noted, thanks',
    'Notebook prices',
    'I note that you are slow',
    'Do you remember Anna?',
    'Don’t remember this',
    'Unremember that',
    'My notebook is new',
    'What is on today?',
    'Who wrote the footnotes?',
  ])('%j', async (text) => {
    const { answer, notes } = await ask(text);

    expect(notes).toEqual([]);
    expect(answer).toContain('I have no language model yet, so I cannot answer that.');
  });
});

test('lists the last twenty, and says so when there are none', async () => {
  const notes = new FakeNotes();
  expect((await ask('my notes', { notes })).answer).toContain('You have no notes yet.');
  for (let index = 1; index <= 25; index += 1) await ask(`note: item ${index}`, { notes });

  const { answer } = await ask('my notes', { notes });

  expect(answer).toContain('Your last 20 notes:');
  expect(answer).toContain('- item 25');
  expect(answer).not.toContain('- item 5\n');
});

test('says what it has done with the message and what it can do', async () => {
  const { answer } = await ask('What is on?', { reason: 'Nothing answers at its address.' });

  expect(answer).toContain('My language model gave no answer: Nothing answers at its address.');
  expect(answer).toContain('kept your message');
  expect(answer).toContain('note that');
});

test.each(['trusted', 'stranger'] as const)(
  'takes a message from a %s person, and neither notes nor tells anything',
  async (principal) => {
    const notes = new FakeNotes();
    await ask('note: the code is 4711', { notes });

    const listed = await ask('my notes', { notes, change: { principal } });
    const noted = await ask('note: buy this', { notes, change: { principal } });

    expect(listed.answer).toBe(noted.answer);
    expect(listed.answer).toContain('I have kept your message');
    expect(listed.answer).not.toContain('4711');
    expect(noted.notes).toEqual(['the code is 4711']);
  },
);

test('is quick with a very long message', async () => {
  const before = performance.now();

  await ask(`note ${' '.repeat(50_000)}`);
  await ask(`please ${'all of '.repeat(20_000)}`);

  expect(performance.now() - before).toBeLessThan(2000);
});
