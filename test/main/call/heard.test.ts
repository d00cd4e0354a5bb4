import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutPiece, findSpoken, learnRate, speechMs, usualRate } from '../../../main/call/heard.ts';
import { wordsOf } from '../../../main/call/spoken-words.ts';

const rate = usualRate('en-US');
describe('how long a text takes', () => {
  test('is longer in scripts whose letters are syllables', () => {
    expect(speechMs('明日の会議は九時です', usualRate('ja-JP'))).toBeGreaterThan(
      speechMs('ten letter', rate),
    );
  });

  test('is no time without words', () => {
    expect(speechMs(' … ', rate)).toBe(0);
  });
});

describe('what was heard of a piece', () => {
  const text = 'The first one is at nine with the board.';
  const times = { startsAt: 1000, endsAt: 5000 };

  test('is nothing before the first sound and everything after the last', () => {
    expect(cutPiece(text, times, 1000)).toEqual({ heard: '', unheard: text });
    expect(cutPiece(text, times, 5000)).toEqual({ heard: text, unheard: '' });
  });

  test('ends after the last whole word', () => {
    expect(cutPiece(text, times, 3000)).toEqual({
      heard: 'The first one is at',
      unheard: 'nine with the board.',
    });
  });

  test('and what was not are all the words, in order, at any instant', () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 12 }), fc.integer({ min: 0, max: 6000 }), (said, at) => {
        const { heard, unheard } = cutPiece(said, times, at);
        expect([...wordsOf(heard), ...wordsOf(unheard)]).toEqual(wordsOf(said));
      }),
    );
  });

  test('of a text without spaces ends between its letters', () => {
    expect(cutPiece('明日の会議です。', { startsAt: 0, endsAt: 1000 }, 500)).toEqual({
      heard: '明日の会',
      unheard: '議です。',
    });
  });

  test('never shrinks with time', () => {
    let longest = 0;
    for (let at = 0; at < 6000; at += 100) {
      const { length } = cutPiece(text, times, at).heard;
      expect(length).toBeGreaterThanOrEqual(longest);
      longest = length;
    }
  });
});

describe('a transcript of our own side', () => {
  const pieces = ['You have two meetings tomorrow.', 'The first one is at nine with the board.'];

  test.each([
    ['you have two meetings tomorrow', 0, 'tomorrow'],
    ['the first one is at 9 with', 1, 'with'],
    ['you have to meeting tomorrow', 0, 'tomorrow'],
    ['two meetings tomorrow the first one', 1, 'one'],
  ])('of %j tells where it ends', (spoken, piece, lastWord) => {
    const place = findSpoken(pieces, spoken);
    expect(place?.piece).toBe(piece);
    expect(pieces[piece]?.slice(0, place?.to).endsWith(lastWord)).toBe(true);
  });

  test('tells which of our words it covers', () => {
    expect(findSpoken(pieces, 'meetings tomorrow the first 1')?.covered).toBe(
      'meetings tomorrow. The first one',
    );
  });

  test.each([
    'something else entirely was said here',
    'please call the first of your friends about dinner',
    '',
  ])('of %j tells nothing', (spoken) => {
    expect(findSpoken(pieces, spoken)).toBeNull();
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
