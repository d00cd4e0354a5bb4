import { expect, test } from 'vitest';
import {
  builtinPoints,
  describeBrief,
  hasContent,
  toBrief,
} from '../../../main/thread/call-brief.ts';
import type { CallOutcome } from '../../../shared/call-outcome.ts';
import { sampleAnswer, sampleBrief, sampleCall, sampleLine } from '../../fakes/call-samples.ts';

test('tells first words, last words and questions without a model', () => {
  const lines = [
    sampleAnswer('a', 'Who is it?'),
    sampleLine('b', 'This is Dana\nfrom the bank.'),
    sampleLine('c', 'Can she call me back?'),
    sampleLine('d', 'Tomorrow, perhaps?'),
    sampleLine('note', 'Note: urgent?', { channel: 'system', direction: 'out' }),
    sampleLine('e', 'Thank you.'),
  ];

  expect(builtinPoints(lines)).toEqual([
    { kind: 'first', text: '“This is Dana from the bank.”', messageId: 'b' },
    { kind: 'question', text: '“Can she call me back?”', messageId: 'c' },
    { kind: 'question', text: '“Tomorrow, perhaps?”', messageId: 'd' },
    { kind: 'last', text: '“Thank you.”', messageId: 'e' },
  ]);
});

test('quotes the only words once, and long ones in part', () => {
  const [only, ...others] = builtinPoints([sampleLine('a', 'so '.repeat(100))]);

  expect(others).toEqual([]);
  expect(only?.text).toMatch(/^“so so .*…”$/);
  expect(only?.text.length).toBeLessThan(165);
});

test.each<[CallOutcome, boolean]>([
  ['answered', true],
  ['voicemail', true],
  ['cut', true],
  ['refused', false],
  ['missed', false],
])('of a call that was %s, words are told: %s', (outcome, told) => {
  expect(hasContent(sampleCall({ outcome }), [sampleLine('a', 'Hello?')])).toBe(told);
});

test('needs words of the other side', () => {
  const lines = [sampleAnswer('a', 'Hello?'), sampleLine('b', ' ')];

  expect(hasContent(sampleCall(), lines)).toBe(false);
});

test('is told in words, with the meters in one line', () => {
  expect(describeBrief(sampleBrief()).split('\n')).toEqual([
    'Call from +12025550123 (stranger): answered; the other side hung up.',
    'About: The caller asks for an invoice.',
    '1 min 30 s · 1 min 28 s transcribed · 840 characters spoken',
  ]);
});

test.each<[CallOutcome, string]>([
  ['busy', 'Call to +12025550123: busy.'],
  ['no-answer', 'Call to +12025550123: no answer.'],
  ['declined', 'Call to +12025550123: declined: the other side hung up without answering.'],
  ['failed', 'Call to +12025550123: failed: the phone service could not connect it.'],
])('tells in one plain line of a call out that was %s', (outcome, line) => {
  const unanswered = { answeredAt: null, transcribedMs: 0, spokenCharacters: 0 };
  const call = sampleCall({ direction: 'outgoing', outcome, ...unanswered });

  expect(describeBrief(toBrief(call, { spoken: false, points: [] }))).toBe(line);
});

test('says so when a call was answered and the other side said nothing', () => {
  const brief = toBrief(sampleCall({ endedBy: 'local' }), { spoken: false, points: [] });

  expect(describeBrief(brief)).toMatch(
    /^Call from .*: answered; this side hung up, and no word was heard from them\.\n1 min 30 s/,
  );
});

test('claims nothing about the words of a call that was cut off', () => {
  const brief = toBrief(sampleCall({ outcome: 'cut', endedBy: '' }), { spoken: false, points: [] });

  expect(describeBrief(brief)).toContain('cut off: Adjutant stopped during the call.\n');
});

test('leaves out a time of which nothing is known', () => {
  const call = sampleCall({ outcome: 'cut', endedBy: '', answeredAt: 1000, endedAt: 1000 });
  const brief = toBrief({ ...call, transcribedMs: 0 }, { spoken: false, points: [] });
  expect(describeBrief(brief)).not.toContain('0 s');
});
