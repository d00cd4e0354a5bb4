import { expect, test } from 'vitest';
import { utteranceMoments } from '../../../../main/rehearsal/voipbin/utterance.ts';

const short = (text: string, options = {}) =>
  utteranceMoments(text, 10, options).map((moment) => {
    const words = 'text' in moment ? [moment.text] : [];
    return [moment.afterMs, moment.type, ...words];
  });

test('grows word by word between start and end', () => {
  expect(short('one two three four')).toEqual([
    [0, 'started'],
    [0, 'interim', 'one'],
    [1000, 'interim', 'one two'],
    [1500, 'interim', 'one two three'],
    [1800, 'ended'],
    [1800, 'final', 'one two three four'],
    [1800, 'done'],
  ]);
});

test('is a transcript alone without events', () => {
  expect(short('yes', { withEvents: false })).toEqual([
    [300, 'final', 'yes'],
    [300, 'done'],
  ]);
});

test('gives several transcripts of one stretch of speech when split', () => {
  const moments = short('one two three', { split: 2, interimEveryMs: 10_000 });
  expect(moments).toEqual([
    [0, 'started'],
    [0, 'interim', 'one'],
    [700, 'final', 'one two'],
    [700, 'interim', 'three'],
    [1200, 'ended'],
    [1200, 'final', 'three'],
    [1200, 'done'],
  ]);
});

test('splits into no more parts than there are words', () => {
  const finals = short('one two', { split: 9 }).filter(([, type]) => type === 'final');
  expect(finals.map(([, , text]) => text)).toEqual(['one', 'two']);
});

test('passes on how long the recognition takes', () => {
  expect(utteranceMoments('hi', 10, { finalDelayMs: 900 })).toContainEqual({
    afterMs: 200,
    type: 'final',
    text: 'hi',
    delayMs: 900,
  });
});
