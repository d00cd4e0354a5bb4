import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findJsonFault } from '../../../main/settings/json-fault.ts';

test.each([
  ['{"a": 1,\n "b": }', 2, 7],
  ['{"a": 1,}', 1, 9],
  ['[1, 2}', 1, 6],
  ['{"a": 1} x', 1, 10],
  ['{"a": "open', 1, 7],
  ["{'a': 1}", 1, 2],
  ['{"a":\r\n\r\n tru}', 3, 2],
  ['{"a": 01}', 1, 8],
  ['{"a": [1, 2', 1, 12],
  ['', 1, 1],
])('finds the first fault of %j', (text, line, column) => {
  expect(findJsonFault(text)).toEqual({ line, column });
});

test('agrees with JSON.parse on what is JSON', () => {
  const damaged = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '{', '}', ',', ':', ']', '0', '\\', ' '))
    .map(([text, at, extra]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + extra + text.slice(place + 1);
    });
  fc.assert(
    fc.property(fc.oneof(fc.json(), damaged), (text) => {
      expect(findJsonFault(text) === null).toBe(isJson(text));
    }),
    { numRuns: 500 },
  );
});

test('survives a large text that is deep or never closed', () => {
  expect(findJsonFault('['.repeat(500_000))).toEqual({ line: 1, column: 500_001 });
  expect(findJsonFault(`"${'x'.repeat(1_000_000)}`)).toEqual({ line: 1, column: 1 });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // That is the answer.
    return false;
  }
}
