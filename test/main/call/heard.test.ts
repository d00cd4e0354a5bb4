import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cutPiece,
  heardAt,
  heardInTranscript,
  learnRate,
  playTimes,
  speechMs,
  usualRate,
} from '../../../main/call/heard.ts';
import { wordsOf } from '../../../main/call/spoken-words.ts';

const rate = usualRate('en-US');
const pieces = [
  { text: 'You have two meetings tomorrow.', acceptedAt: 1000 },
  { text: 'The first one is at nine with the board.', acceptedAt: 1200 },
];

describe('the times of pieces', () => {
  test('follow one another, however early they were handed over', () => {
    const [first, second] = playTimes(pieces, rate);
    expect(first?.startsAt).toBeGreaterThan(1000);
    expect(second?.startsAt).toBe(first?.endsAt);
  });

  test('begin anew after a silence', () => {
    const [, second] = playTimes(
      [...pieces.slice(0, 1), { text: 'Hello?', acceptedAt: 60_000 }],
      rate,
    );
    expect(second?.startsAt).toBeGreaterThan(60_000);
  });

  test('are longer in scripts whose letters are syllables', () => {
    expect(speechMs('明日の会議は九時です', usualRate('ja-JP'))).toBeGreaterThan(
      speechMs('ten letter', rate),
    );
  });

  test('have no length without words', () => {
    expect(speechMs(' … ', rate)).toBe(0);
  });
});

describe('what was heard', () => {
  test('is nothing before the first sound and everything after the last', () => {
    const all = pieces.map(({ text }) => text).join(' ');
    expect(heardAt(pieces, 1000, rate)).toEqual({ heard: '', unheard: all });
    expect(heardAt(pieces, 60_000, rate)).toEqual({ heard: all, unheard: '' });
  });

  test('ends after the last whole word', () => {
    const [, second] = playTimes(pieces, rate);
    const middle = ((second?.startsAt ?? 0) + (second?.endsAt ?? 0)) / 2;
    expect(heardAt(pieces, middle, rate)).toEqual({
      heard: 'You have two meetings tomorrow. The first one is at',
      unheard: 'nine with the board.',
    });
  });

  test('and what was not are all the words, in order, at any instant', () => {
    const texts = fc.array(fc.lorem({ maxCount: 12 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 0, max: 60_000 }), (said, at) => {
        const { heard, unheard } = heardAt(
          said.map((text) => ({ text, acceptedAt: 500 })),
          at,
          rate,
        );
        expect([...wordsOf(heard), ...wordsOf(unheard)]).toEqual(wordsOf(said.join(' ')));
      }),
    );
  });

  test('of a text without spaces ends between its letters', () => {
    const times = { startsAt: 0, endsAt: 1000 };
    expect(cutPiece('明日の会議です。', times, 500)).toEqual({
      heard: '明日の会',
      unheard: '議です。',
    });
  });

  test('never shrinks with time', () => {
    let longest = 0;
    for (let at = 0; at < 10_000; at += 100) {
      const { length } = heardAt(pieces, at, rate).heard;
      expect(length).toBeGreaterThanOrEqual(longest);
      longest = length;
    }
  });
});

describe('transcripts of our own side', () => {
  test('tell for sure where the voice stopped', () => {
    const spoken = ['you have two meetings tomorrow', 'the first one is at 9 with'];
    expect(heardInTranscript(pieces, spoken)).toEqual({
      heard: 'You have two meetings tomorrow. The first one is at nine with',
      unheard: 'the board.',
    });
  });

  test('keep the marks with the words before them', () => {
    expect(heardInTranscript(pieces, ['you have two meetings tomorrow'])?.heard).toBe(
      'You have two meetings tomorrow.',
    );
  });

  test('that were misheard in places still tell', () => {
    expect(heardInTranscript(pieces, ['you have to meeting tomorrow'])?.unheard).toBe(
      'The first one is at nine with the board.',
    );
  });

  test.each([
    [['something else entirely was said here']],
    [['please call the first of your friends about dinner']],
    [['']],
    [[]],
  ])('of %j tell nothing', (spoken) => {
    expect(heardInTranscript(pieces, spoken)).toBeNull();
  });
});

describe('the pace of a voice', () => {
  const text = 'This is a sentence that is long enough to be measured.';

  test('comes nearer to what was measured, step by step', () => {
    const took = (text.length / 20) * 1000;
    const once = learnRate(rate, text, took);
    const often = Array.from({ length: 30 }).reduce<typeof rate>(
      (known) => learnRate(known, text, took),
      rate,
    );
    expect(once.charsPerSecond).toBeGreaterThan(rate.charsPerSecond);
    expect(often.charsPerSecond).toBeCloseTo(20, 1);
  });

  test('is not spoiled by what cannot be: no time, no text, a minute for a sentence', () => {
    expect(learnRate(rate, text, 0)).toEqual(rate);
    expect(learnRate(rate, 'Hi.', 10_000)).toEqual(rate);
    const slow = Array.from({ length: 30 }).reduce<typeof rate>(
      (known) => learnRate(known, text, 60_000),
      rate,
    );
    expect(slow.charsPerSecond).toBeGreaterThanOrEqual(rate.charsPerSecond / 2);
  });
});
