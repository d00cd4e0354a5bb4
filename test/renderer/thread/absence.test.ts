import { expect, test } from 'vitest';
import { comeBack, leave, newsOf, type Absence } from '../../../renderer/thread/absence.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { aMessage, aReply } from '../messages.ts';

const before = [aMessage('a', 1), aReply('b', 2)];

function news(absence: Absence | null, messages: readonly ThreadMessage[], change = {}) {
  return newsOf(absence, { messages, hasOlder: false, hasHole: false, ...change });
}

test('what comes while the owner is away is marked from its first message on, and counted', () => {
  const away = leave(null, before);
  expect(news(away, before)).toBeNull();
  const after = [...before, aReply('c', 3), aReply('d', 4)];
  expect(news(away, after)).toEqual({ firstId: 'c', count: 2 });
  const back = comeBack(away, after);
  expect(news(back, [...after, aReply('e', 5)])).toEqual({ firstId: 'c', count: 2 });
});

test('nothing is marked where nothing came, or only what the owner wrote at the desk', () => {
  const away = leave(null, before);
  expect(comeBack(away, before)).toBeNull();
  const own = [...before, aMessage('c', 3)];
  expect(news(away, own)).toBeNull();
  expect(comeBack(away, own)).toBeNull();
  const spoken = [...before, aMessage('c', 3, { channel: 'carbonvoice' })];
  expect(news(away, spoken)).toEqual({ firstId: 'c', count: 1 });
});

test('the mark stays until it was looked at, and goes with the next absence', () => {
  const after = [...before, aReply('c', 3)];
  const back = comeBack(leave(null, before), after);
  const gone = leave(back, after);
  const later = [...after, aReply('d', 4)];
  expect(news(gone, later)).toEqual({ firstId: 'c', count: 2 });
  const looked = back && { ...back, looked: true };
  expect(news(looked, after)).toEqual({ firstId: 'c', count: 1 });
  expect(news(leave(looked, after), after)).toBeNull();
  expect(news(leave(looked, after), later)).toEqual({ firstId: 'd', count: 1 });
});

test('who writes has read what stands above', () => {
  const after = [...before, aReply('c', 3)];
  const back = comeBack(leave(null, before), after);
  const answered = [...after, aMessage('d', 4)];
  expect(news(leave(back, answered), answered)).toBeNull();
});

test('leaving and coming back twice is the same as once', () => {
  const away = leave(null, before);
  const after = [...before, aReply('c', 3)];
  expect(leave(away, after)).toEqual(away);
  const back = comeBack(away, after);
  expect(comeBack(back, [...after, aReply('d', 4)])).toBe(back);
  expect(comeBack(null, after)).toBeNull();
});

test('a reply without a word is seen by nobody: it is new once it has some', () => {
  const begun = [...before, aReply('c', 3, { delivery: 'sending', text: '' })];
  const away = leave(null, begun);
  expect(news(away, begun)).toBeNull();
  expect(comeBack(away, begun)).toBeNull();
  expect(news(away, [...before, aReply('c', 3)])).toEqual({ firstId: 'c', count: 1 });
});

test('without its beginning nothing is marked, and over a hole nothing is counted', () => {
  const away = leave(null, before);
  const after = [aReply('c', 3), aReply('d', 4)];
  expect(news(away, after, { hasOlder: true })).toBeNull();
  expect(news(away, after)).toEqual({ firstId: 'c', count: 2 });
  const past = [...before, aReply('c', 3)];
  expect(news(away, past, { hasHole: true })).toEqual({ firstId: 'c', count: null });
});
