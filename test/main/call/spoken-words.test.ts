import { expect, test } from 'vitest';
import {
  isMadeOf,
  joinSpeech,
  placedWords,
  primaryLanguage,
  wordsOf,
} from '../../../main/call/spoken-words.ts';

test.each([
  ["Don't STOP, please!", ["don't", 'stop', 'please']],
  ['It’s 5 p.m.', ["it's", '5', 'p', 'm']],
  ['明日です。', ['明', '日', 'で', 'す']],
  ['예약 주세요', ['예약', '주세요']],
  ['मुझे मदद', ['मुझे', 'मदद']],
  [' … ', []],
])('the words of %j are told apart', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test('words know their places', () => {
  expect(placedWords('Oh, well')).toEqual([
    { word: 'oh', from: 0, to: 2 },
    { word: 'well', from: 4, to: 8 },
  ]);
});

test('speech is joined with a space where its script has spaces', () => {
  expect(joinSpeech('Hello ', ' there.')).toBe('Hello there.');
  expect(joinSpeech('明日。', '会議です')).toBe('明日。会議です');
  expect(joinSpeech('', 'a')).toBe('a');
  expect(joinSpeech('OK', '明日')).toBe('OK 明日');
});

test('a language is known without its region', () => {
  expect(primaryLanguage('en-US')).toBe('en');
  expect(primaryLanguage('zh_Hant_TW')).toBe('zh');
});

test('words are made of phrases however these can be told apart, and told quickly', () => {
  const phrases = ['no', 'no thank you', 'thank you very much', 'bye', 'bye bye'];
  expect(isMadeOf('no thank you very much', phrases)).toBe(true);
  expect(isMadeOf('bye bye bye', phrases)).toBe(true);
  expect(isMadeOf('no thanks', phrases)).toBe(false);
  expect(isMadeOf('nobody', phrases)).toBe(false);
  expect(isMadeOf('', phrases)).toBe(false);
  expect(isMadeOf(`${'bye '.repeat(500)}now`, phrases)).toBe(false);
});
