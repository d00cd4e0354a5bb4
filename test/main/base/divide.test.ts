import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { divide } from '../../../main/base/divide.ts';

/** Text as people and models write it, with everything that is hard to cut. */
const pieces = fc.constantFrom(
  ...['word', 'A sentence.', 'Really?', ' ', '\n', '\n\n', '\n  \n', '\t', '"Quoted."', ')'],
  ...['https://example.com/a/path?with=query&more=1', '👩‍👩‍👧‍👦', '🇩🇪', 'é', '中文字。', '長い文', '…'],
  ...['x'.repeat(30), '\uD83D', '\uDE00', '\u00A0'],
);
const texts = fc.array(pieces, { maxLength: 80 }).map((list) => list.join(''));
const limits = fc.integer({ min: 2, max: 120 });

describe('whatever the text', () => {
  test('keeps each part within the limit, and none empty', () => {
    fc.assert(
      fc.property(texts, limits, (text, limit) => {
        for (const part of divide(text, limit)) {
          expect(part.length).toBeLessThanOrEqual(limit);
          expect(part.trim()).toBe(part);
          expect(part).not.toBe('');
        }
      }),
    );
  });

  test('loses nothing but white space at the cuts', () => {
    fc.assert(
      fc.property(texts, limits, (text, limit) => {
        let at = 0;
        for (const part of divide(text, limit)) {
          const found = text.indexOf(part, at);
          expect(text.slice(at, found).trim()).toBe('');
          at = found + part.length;
        }
        expect(text.slice(at).trim()).toBe('');
      }),
    );
  });

  test('cuts no pair of surrogates', () => {
    const emoji = fc.array(fc.constantFrom('😀', 'a', '👩‍👩‍👧‍👦')).map((list) => list.join(''));
    fc.assert(
      fc.property(emoji, limits, (text, limit) => {
        for (const part of divide(text, limit)) expect(part.isWellFormed()).toBe(true);
      }),
    );
  });

  test('keeps every link that fits into a part whole', () => {
    const link = fc.webUrl({ withQueryParameters: true }).filter((url) => url.length <= 60);
    const around = fc.constantFrom('', ' ', 'word ', '中文。', 'Yes. ', '\n\n', 'x'.repeat(70));
    const text = fc.array(fc.tuple(around, link, fc.constantFrom(' ', '\n', '。')));
    fc.assert(
      fc.property(text, fc.integer({ min: 60, max: 90 }), (list, limit) => {
        const parts = divide(list.flat().join(''), limit);
        for (const [, url] of list) expect(parts.some((part) => part.includes(url))).toBe(true);
      }),
    );
  });

  test('leaves a text within the limit as it is, but for white space around it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(divide(text, text.length + 1)).toEqual(text.trim() === '' ? [] : [text.trim()]);
      }),
    );
  });
});

test.each([
  ['paragraphs', 'One two.\n\nThree four. Five', 20, ['One two.', 'Three four. Five']],
  ['lines', '- one two\n- three four\n- five', 22, ['- one two\n- three four', '- five']],
  ['sentences', 'One two three. Four five six', 18, ['One two three.', 'Four five six']],
  ['sentences in quotes', '"One two three." Four five', 18, ['"One two three."', 'Four five']],
  ['words', 'one two three four', 10, ['one two', 'three four']],
  ['sentences without spaces', '一二三四五。六七八九', 8, ['一二三四五。', '六七八九']],
  ['characters', 'x'.repeat(7), 3, ['xxx', 'xxx', 'x']],
  ['families of emoji', '👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 12, ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦']],
] as const)('cuts between %s', (...[, text, limit, parts]) => {
  expect(divide(text, limit)).toEqual(parts);
});

test('takes a worse place rather than send hardly anything', () => {
  expect(divide('Hi.\n\nOne two three four five six', 20)).toEqual([
    'Hi.\n\nOne two three',
    'four five six',
  ]);
});

test('fills a part to the last character', () => {
  expect(divide('12345 6789', 5)).toEqual(['12345', '6789']);
});

test('cuts a link that alone is longer than a part', () => {
  const url = `https://example.com/${'a'.repeat(40)}`;
  const parts = divide(`See ${url} now`, 20);

  expect(parts.join('')).toBe(`See${url}now`.replace('nowx', ''));
  expect(parts.every((part) => part.length <= 20)).toBe(true);
});

test('divides a very long text without delay', () => {
  const text = `${'"'.repeat(7000)} ${'word '.repeat(200_000)}`;

  expect(divide(text, 8000).length).toBeGreaterThan(120);
});
