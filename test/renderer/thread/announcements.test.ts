import { expect, test } from 'vitest';
import { announcements } from '../../../renderer/thread/announcements.ts';
import { aMessage, aReply } from '../messages.ts';

const question = aMessage('q', 1);
const writing = aReply('r', 2, { text: 'Good', delivery: 'sending' });

test('a reply is said once, when it is whole', () => {
  const grown = { ...writing, text: 'Good day' };
  const whole = { ...grown, delivery: 'sent' } as const;
  expect(announcements([question], [question, writing], 'Ada')).toEqual([]);
  expect(announcements([question, writing], [question, grown], 'Ada')).toEqual([]);
  expect(announcements([question, grown], [question, whole], 'Ada')).toEqual(['Ada: Good day']);
  expect(announcements([question, whole], [question, { ...whole }], 'Ada')).toEqual([]);
});

test('a message from elsewhere is said when its words are there; the own typing is not', () => {
  const voice = aMessage('v', 3, { channel: 'carbonvoice', text: '', delivery: 'received' });
  expect(announcements([question], [question, voice], 'Ada')).toEqual([]);
  const words = { ...voice, text: 'Call me.' };
  expect(announcements([question, voice], [question, words], 'Ada')).toEqual([
    'New message, Carbon Voice: Call me.',
  ]);
  expect(announcements([question], [question, aMessage('o', 4)], 'Ada')).toEqual([]);
});

test('a failure is said with its reason', () => {
  const failed = aReply('r', 2, { delivery: 'failed', reason: 'No network.' });
  expect(announcements([question, writing], [question, failed], 'Ada')).toEqual([
    'Not sent: No network.',
  ]);
});

test('words of others cannot turn around what is said', () => {
  const failed = aReply('r', 2, { delivery: 'failed', reason: 'No \u202Ehost\u202C.' });
  expect(announcements([question, writing], [question, failed], 'Ada')).toEqual([
    'Not sent: No host.',
  ]);
});

test('older pages are no news', () => {
  expect(announcements([question], [aReply('old', 0), question], 'Ada')).toEqual([]);
});
