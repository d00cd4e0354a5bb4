import { describe, expect, test } from 'vitest';
import { readSentence } from '../../../../main/agent/english/sentences.ts';

/** Friday, 20 November 2026, 10:05 in Berlin. */
const here = { now: Date.UTC(2026, 10, 20, 9, 5), timeZone: 'Europe/Berlin' };

function once(at: string) {
  return { type: 'once', at, hasClock: true };
}

function every(pattern: string, at: string | null = null) {
  return { type: 'repeat', pattern, at };
}

describe('a reminder', () => {
  test.each([
    ['Remind me to call Anna tomorrow at 9', 'call Anna', once('2026-11-21T09:00')],
    ['remind me tomorrow at 9 to call Anna', 'call Anna', once('2026-11-21T09:00')],
    ['Remind me at 5 to leave', 'leave', once('2026-11-20T17:00')],
    ['Remind me at 5 am to leave', 'leave', once('2026-11-21T05:00')],
    ['remind me at 9 to leave', 'leave', once('2026-11-21T09:00')],
    [
      'please remind me in 20 minutes to check the oven',
      'check the oven',
      { type: 'in', minutes: 20 },
    ],
    ['In 20 minutes remind me to check the oven', 'check the oven', { type: 'in', minutes: 20 }],
    ['Tomorrow at 9, remind me to call Anna', 'call Anna', once('2026-11-21T09:00')],
    ['remind me about the meeting on Friday at 3pm', 'the meeting', once('2026-11-20T15:00')],
    ['remind me about the meeting on Friday at 9', 'the meeting', once('2026-11-27T09:00')],
    ['remind me next Friday at 9 to pay', 'pay', once('2026-11-27T09:00')],
    ['remind me on Monday that the rent is due', 'the rent is due', once('2026-11-23T09:00')],
    ['remind me tonight to lock the door', 'lock the door', once('2026-11-20T20:00')],
    ['remind me at quarter to 5 to go', 'go', once('2026-11-20T16:45')],
    ['remind me tomorrow at half past 8 in the evening to go', 'go', once('2026-11-21T20:30')],
    ['Set a reminder for 5pm to pick up the kids', 'pick up the kids', once('2026-11-20T17:00')],
    ['set a reminder: call mom tomorrow at noon', 'call mom', once('2026-11-21T12:00')],
    ['Set a reminder to stretch in an hour and a half', 'stretch', { type: 'in', minutes: 90 }],
    ['remind me to stretch in 2 and a half hours', 'stretch', { type: 'in', minutes: 150 }],
    ['wake me up at 7', 'wake up', once('2026-11-21T07:00')],
    ['wake me at 6:30', 'wake up', once('2026-11-21T06:30')],
    ['wake me at 6 pm', 'wake up', once('2026-11-20T18:00')],
    [
      'remind me tomorrow that the meeting is on Friday at 3',
      'the meeting is on Friday at 3',
      once('2026-11-21T09:00'),
    ],
    ["don't let me forget to pay the bill tomorrow", 'pay the bill', once('2026-11-21T09:00')],
    ['don’t let me forget to pay the bill tomorrow', 'pay the bill', once('2026-11-21T09:00')],
    [
      "Can you remind me tomorrow about Friday's meeting?",
      "Friday's meeting",
      once('2026-11-21T09:00'),
    ],
    [
      'remind me to ask Ben about it on the 24th at 10am',
      'ask Ben about it',
      once('2026-11-24T10:00'),
    ],
    ['remind me on monday to call Anna at 3pm', 'call Anna', once('2026-11-23T15:00')],
    ['remind me to review version 2.5 tomorrow', 'review version 2.5', once('2026-11-21T09:00')],
    ['Remind me next week to book the flight', 'book the flight', once('2026-11-27T09:00')],
    ['remind me the day after tomorrow at 8 to pack', 'pack', once('2026-11-22T08:00')],
    ['remind me at 5pm EST to call New York', 'call New York', { type: 'in', minutes: 775 }],
    ['remind me yesterday to call Anna', 'call Anna', once('2026-11-19T09:00')],
    ['remind me last Friday to call Anna', 'call Anna', once('2026-11-13T09:00')],
    ['remind me on 1 January 9999 to celebrate', 'celebrate', once('9999-01-01T09:00')],
    ['remind me in March to prune the trees', 'prune the trees', once('2027-03-01T09:00')],
    ['remind me tomorrow that Anna may come', 'Anna may come', once('2026-11-21T09:00')],
    ['Remind me every weekday at 9 to stand up', 'stand up', every('0 9 * * 1-5')],
    ['every weekday at 9 remind me to stand up', 'stand up', every('0 9 * * 1-5')],
    ['every monday at 10 remind me to report', 'report', every('0 10 * * 1')],
    ['remind me to send the report every monday at 10', 'send the report', every('0 10 * * 1')],
    ['Create a recurring reminder every Friday at 16:00 to sum up', 'sum up', every('0 16 * * 5')],
    ['remind me daily at 17:30 to write', 'write', every('30 17 * * *')],
    ['remind me every Mon, Wed and Fri at 7pm to run', 'run', every('0 19 * * 1,3,5')],
    ['remind me on the 15th of every month to pay', 'pay', every('0 9 15 * *')],
    ['remind me on the last day of every month at 5pm to pay', 'pay', every('0 17 L * *')],
    ['remind me every 3rd of May to congratulate Ben', 'congratulate Ben', every('0 9 3 5 *')],
    ['remind me every half hour to drink', 'drink', every('*/30 * * * *')],
    ['remind me every 2 hours to drink', 'drink', every('0 */2 * * *')],
    ['remind me every day at 9 and 17 to drink', 'drink', every('0 9,17 * * *')],
    [
      'remind me every day at 9 starting on Monday to write',
      'write',
      every('0 9 * * *', '2026-11-23'),
    ],
    ['remind me tomorrow at 8 to check every box', 'check every box', once('2026-11-21T08:00')],
  ])('%j', (text, words, when) => {
    expect(readSentence(text, here)).toEqual({ type: 'remind', text: words, when });
  });
});

test.each([
  ['Remind me to call Anna', 'time'],
  ['remind me on 31 February to laugh', 'time'],
  ['remind me at 25:00 to sleep', 'time'],
  ['remind me in -5 minutes to breathe', 'time'],
  ['remind me an hour before noon to eat', 'time'],
  ['remind me today to call Anna', 'clock'],
  ['Remind me', 'text'],
  ['remind me in two hours', 'text'],
  ['remind me 10 minutes before my meeting at 3 to print it', 'time'],
  ['remind me 2 hours before my flight at 18:00 tomorrow', 'time'],
  ['remind me tomorrow and on Friday at 9 to call', 'time'],
  ['remind me to take pills at 9 and at 5', 'time'],
  ['remind me on 5.12. at 9 to pay', 'time'],
  ['remind me at 17h to leave', 'time'],
  ['remind me from 3 to 4 to check', 'time'],
  ['remind me a week from Monday at 9 to check', 'time'],
  ['remind me every third Friday of the month at 9 to report', 'repeat'],
  ['remind me every 3rd Friday at 9 to report', 'repeat'],
  ['remind me on the first Monday of the month at 9 to pay', 'repeat'],
  ['remind me every couple of days to water the plants', 'repeat'],
  ['remind me once a week on Monday at 9 to report', 'repeat'],
  ['remind me twice a day to drink', 'repeat'],
  ['remind me every weekday except Friday at 9 to stand up', 'repeat'],
  ['remind me to drink every hour between 9 and 5', 'repeat'],
  ['remind me every Monday in December to ski', 'repeat'],
  ['remind me every morning at 8 and every evening at 9 to take pills', 'repeat'],
  ['remind me on the 1st and the 15th of every month to pay', 'repeat'],
  ['remind me every day at 9, 12 and 17 to drink', 'repeat'],
  ['remind me at 9, 12 and 17 every day to drink', 'repeat'],
  ['remind me Monday to Friday at 8 to run', 'repeat'],
  ['remind me every day starting tomorrow at 8 to run', 'repeat'],
  ['remind me every 24 hours to take the pill', 'repeat'],
  ['set an alarm for 7 every weekday', 'repeat'],
  ['remind me every day for two weeks to take the pill', 'until'],
  ['remind me every hour to drink until 5pm', 'until'],
  ['clear my reminders', 'which'],
  ['cancel reminders 3 and 4', 'which'],
  ['remind me every other monday to water the plants', 'repeat'],
  ['remind me every two weeks to water the plants', 'repeat'],
  ['remind me every 7 minutes to breathe', 'repeat'],
  ['remind me every day at 25:00 to sleep', 'repeat'],
  ['remind me every year on 31 February to laugh', 'repeat'],
  ['remind me to water the plants every day until Friday', 'until'],
])('of the reminder %j it knows what is missing: %s', (text, lacks) => {
  expect(readSentence(text, here)).toEqual({ type: 'remind-unclear', lacks });
});

describe('a task', () => {
  test.each([
    ['Add a task: send the contract by Monday', 'send the contract', '2026-11-23'],
    ['add task send it to Anna by 24 December', 'send it to Anna', '2026-12-24'],
    ['task: buy milk', 'buy milk', null],
    ['To-do: buy milk tomorrow', 'buy milk', '2026-11-21'],
    ['Add buy milk to my to-do list', 'buy milk', null],
    ['put call the bank on my list by Monday', 'call the bank', '2026-11-23'],
    ['add a task to call the bank', 'call the bank', null],
    [
      'Please create a new task “call the bank” due tomorrow at 4',
      'call the bank',
      '2026-11-21T16:00',
    ],
    ['add a task to call the bank in 2 hours', 'call the bank', '2026-11-20T12:05'],
    [
      'add a task: prepare the Friday meeting with the board',
      'prepare the Friday meeting with the board',
      null,
    ],
    ['add a task: write it by the end of the week', 'write it', '2026-11-20'],
    ['add a task: write it by the end of the month', 'write it', '2026-11-30'],
  ])('%j', (text, title, due) => {
    expect(readSentence(text, here)).toEqual({
      ...{ type: 'task', title, due, waitingFor: null, people: [] },
    });
  });

  test.each([
    [
      'Follow up with Anna about the contract by Monday',
      'Follow up with Anna about the contract',
      'Anna',
    ],
    ["I'm waiting for Ben to send the numbers by Monday", 'send the numbers', 'Ben'],
    [
      'waiting for the signed offer from Clara Müller by Monday',
      'the signed offer',
      'Clara Müller',
    ],
    ['Ben owes me the slides by Monday', 'the slides', 'Ben'],
    ['Add a task: follow up with Ben by Monday', 'Follow up with Ben', 'Ben'],
  ])('that waits for somebody: %j', (text, title, waitingFor) => {
    const people = [waitingFor];
    const due = '2026-11-23';
    expect(readSentence(text, here)).toEqual({ type: 'task', title, due, waitingFor, people });
  });

  test.each([
    ['task 3 is done', '3', 'done'],
    ['T3 done', 'T3', 'done'],
    ['mark task 3 as done', '3', 'done'],
    ['Mark the contract task as done', 'contract', 'done'],
    ["I'm done with task 3", '3', 'done'],
    ['I’ve finished T12', 'T12', 'done'],
    ['complete task 4', '4', 'done'],
    ['drop task 3', '3', 'dropped'],
    ['delete the task about the contract', 'the contract', 'dropped'],
    ['reopen task 3', '3', 'open'],
    ['task 3 is not done', '3', 'open'],
  ])('that comes to an end or begins anew: %j', (text, which, state) => {
    expect(readSentence(text, here)).toEqual({ type: 'task-state', which, state });
  });

  test('with people knows them, and one that lacks words or repeats is not kept', () => {
    expect(readSentence('create a task: meet with Anna Berg on Monday at 10', here)).toMatchObject({
      ...{ title: 'meet with Anna Berg', due: '2026-11-23T10:00', people: ['Anna Berg'] },
    });
    expect(readSentence('Add a task', here)).toEqual({ type: 'task-unclear', lacks: 'title' });
    expect(readSentence('add a task to water plants every day', here)).toEqual({
      ...{ type: 'task-unclear', lacks: 'repeat' },
    });
  });
});

test.each([
  ['What are my tasks?', { type: 'tasks', state: 'open', person: null }],
  ['list all tasks', { type: 'tasks', state: 'all', person: null }],
  ['show done tasks', { type: 'tasks', state: 'done', person: null }],
  ['what do I have to do?', { type: 'tasks', state: 'open', person: null }],
  ['what am I waiting for?', { type: 'tasks', state: 'open', person: null }],
  ["what's on my to-do list?", { type: 'tasks', state: 'open', person: null }],
  ['tasks with Anna', { type: 'tasks', state: 'open', person: 'Anna' }],
  ['what reminders do I have?', { type: 'reminders' }],
  ['list all my reminders', { type: 'reminders' }],
  ['cancel reminder R3', { type: 'cancel', which: 'R3' }],
  ['cancel reminder 3', { type: 'cancel', which: '3' }],
  ['Cancel the reminder about the oven', { type: 'cancel', which: 'the oven' }],
  ['delete my oven reminder', { type: 'cancel', which: 'oven' }],
  ['Brief me', { type: 'brief', day: 'today' }],
  ['Give me my morning briefing', { type: 'brief', day: 'today' }],
  ["what's on today?", { type: 'brief', day: 'today' }],
  ['What’s on today?', { type: 'brief', day: 'today' }],
  ['What do I have tomorrow?', { type: 'brief', day: 'tomorrow' }],
  ['How does my day look?', { type: 'brief', day: 'today' }],
  ["what's on my calendar tomorrow", { type: 'brief', day: 'tomorrow' }],
  ['What time is it?', { type: 'clock' }],
  ['help', { type: 'help' }],
  ['What can you do?', { type: 'help' }],
  ['remember to call Anna tomorrow', { type: 'note', text: 'to call Anna tomorrow' }],
  ['my notes', { type: 'notes' }],
])('%j asks for what it says', (text, wish) => {
  expect(readSentence(text, here)).toEqual(wish);
});

test.each([
  '',
  '12',
  'Hello',
  'Who owes me money?',
  'Thanks!',
  'When is the meeting with Anna?',
  'You never remind me of anything',
  'My boss will remind me to do it',
  'I had a task force meeting',
  'The task is impossible',
  'Call Anna tomorrow at 9',
  'Tell me a joke about tasks',
  'Show me the money',
  'Everyone says hi',
  'Erinnere mich morgen um neun',
  '提醒我明天九点',
  '{"tool":"set_reminder"}',
])('%j is left to somebody who understands it', (text) => {
  expect(readSentence(text, here)).toBeNull();
});

test('comes to an end with every sentence, however it is made', () => {
  for (const word of [
    'remind me to ',
    'at 5 ',
    'every ',
    'waiting for ',
    'task ',
    'A ',
    'mark ',
    ' ',
  ]) {
    readSentence(word.repeat(2000 / word.length), here);
    readSentence(`remind me ${word.repeat(1900 / word.length)}`, here);
    readSentence(word.repeat(50_000), here);
  }
  expect(readSentence('help', here)).toEqual({ type: 'help' });
});
