import { expect, test } from 'vitest';
import { endedByOf, outcomeOf } from '../../../main/call/call-outcome.ts';
import type { CallFacts } from '../../../main/call/call-outcome.ts';

type Hangup = NonNullable<CallFacts['record']['hangup']>;

function facts(hangup: Hangup | null, change: Partial<CallFacts> = {}): CallFacts {
  const record = { direction: 'outgoing', hangup, answeredAt: null } as const;
  return { record, refused: false, answered: false, speechless: false, firstWords: [], ...change };
}

test.each<[Hangup['by'], string, string]>([
  ['remote', 'busy', 'busy'],
  ['remote', 'noanswer', 'no-answer'],
  ['local', 'dialout', 'no-answer'],
  ['local', 'timeout', 'no-answer'],
  ['remote', 'failed', 'failed'],
  ['remote', 'normal', 'declined'],
  ['local', 'normal', 'cancelled'],
  ['local', 'cancel', 'cancelled'],
  ['', '', 'no-answer'],
  ['', 'something new', 'no-answer'],
])('a call out that ended by %j with %j and was not answered is %s', (by, reason, outcome) => {
  expect(outcomeOf(facts({ by, reason }))).toBe(outcome);
});

test('a call out is answered when it was seen or is told to be', () => {
  const normal = { by: 'remote', reason: 'normal' } as const;
  const told = { direction: 'outgoing', hangup: normal, answeredAt: 5 } as const;

  expect(outcomeOf(facts(normal, { answered: true }))).toBe('answered');
  expect(outcomeOf(facts(normal, { record: told }))).toBe('answered');
});

test.each([
  ['Hi, you have reached the voicemail of Dana.'],
  ['Please leave your message after the tone.'],
  ['I am not available right now.'],
])('a call out that is answered with %j is perhaps voicemail', (words) => {
  const answered = { answered: true, firstWords: [words] };

  expect(outcomeOf(facts(null, answered))).toBe('voicemail');
});

test.each([['Hello, Dana speaking.'], ['Can I take a message for her?'], ['I got your message.']])(
  'a person who says %j is none',
  (words) => {
    expect(outcomeOf(facts(null, { answered: true, firstWords: [words] }))).toBe('answered');
  },
);

test('the service’s own detection of machines counts', () => {
  expect(outcomeOf(facts({ by: 'local', reason: 'amd' }, { answered: true }))).toBe('voicemail');
});

test('a call in is answered, missed or refused', () => {
  const record = { direction: 'incoming', hangup: null, answeredAt: null } as const;

  expect(outcomeOf(facts(null, { record, answered: true }))).toBe('answered');
  expect(outcomeOf(facts(null, { record }))).toBe('missed');
  const mute = { answered: true, speechless: true };
  expect(outcomeOf(facts(null, { record, ...mute }))).toBe('voiceless');
  expect(outcomeOf(facts({ by: 'local', reason: 'normal' }, mute))).toBe('voiceless');
  // By the mailbox, that is.
  expect(outcomeOf(facts(null, { record: { ...record, answeredAt: 5 } }))).toBe('missed');
  expect(outcomeOf(facts(null, { record, answered: true, refused: true }))).toBe('refused');
  // It was not told so before it gave up, or the mailbox took it.
  expect(outcomeOf(facts(null, { record, refused: true }))).toBe('missed');
});

test('who hung up is told as far as it is known', () => {
  expect(endedByOf({ hangup: { by: 'remote', reason: '' } })).toBe('remote');
  expect(endedByOf({ hangup: null })).toBe('');
});
