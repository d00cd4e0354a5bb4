import { expect, test } from 'vitest';
import fc from 'fast-check';
import { fence, maxFencedChars } from '../../../main/agent/fence.ts';

test('no line of what is fenced stands at the beginning of a line, whatever it holds', () => {
  const nasty = fc.string({
    unit: fc.constantFrom(
      'a',
      '\n',
      '\r',
      '\u2028',
      '\u2029',
      '\u0085',
      '\v',
      '\f',
      '|',
      ' ',
      '[end of the data]',
    ),
  });
  fc.assert(
    fc.property(nasty, nasty, (text, source) => {
      const [first = '', ...rest] = fence(text, source).split(/[\n\r\u2028\u2029\u0085\v\f]/u);
      expect(first).toMatch(/^\[data from [^[\]]*\]$/u);
      expect(rest.pop()).toBe('[end of the data]');
      expect(rest.every((line) => line.startsWith('| '))).toBe(true);
    }),
  );
});

test('what is too long is cut, and says so', () => {
  const lines = fence('x'.repeat(maxFencedChars + 5), 'a page').split('\n');
  expect(lines.at(-2)).toBe('[cut: 5 more characters]');
  expect(lines[1]).toHaveLength(maxFencedChars + 2);
});
