import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeAddress, splitAddresses } from '../../../renderer/thread/addresses.ts';

function addresses(text: string): readonly (string | null)[] {
  return splitAddresses(text).flatMap(({ address }) => address ?? []);
}

test.each([
  ['see https://example.com/a?b=c#d now', 'https://example.com/a?b=c#d'],
  ['(https://example.com/a)', 'https://example.com/a'],
  ['https://example.com/a_(b)', 'https://example.com/a_(b)'],
  ['is it https://example.com?', 'https://example.com'],
  ['"http://localhost:8080/x",', 'http://localhost:8080/x'],
  ['HTTPS://EXAMPLE.COM', 'HTTPS://EXAMPLE.COM'],
])('finds the address in %s', (text, address) => {
  expect(addresses(text)).toEqual([address]);
});

test.each(['no address', 'https://', 'ftp://example.com', 'javascript:alert(1)', 'example.com'])(
  'finds none in %s',
  (text) => {
    expect(addresses(text)).toEqual([]);
  },
);

test('leaves any number of brackets and points behind an address', () => {
  expect(addresses(`https://a.example/b_(c)${').'.repeat(30_000)}`)).toEqual([
    'https://a.example/b_(c)',
  ]);
  expect(addresses(`https://a.example/((b))${')'.repeat(9)}`)).toEqual(['https://a.example/((b))']);
});

test('loses no character of the text', () => {
  const piece = fc.constantFrom('https://a.b/c', ' ', '.', ')', '(', 'x', 'http://', '\n', '"');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      expect(
        splitAddresses(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
    }),
  );
});

test('only web and mail addresses are safe to open', () => {
  expect(safeAddress('mailto:a@b.example')).toBe('mailto:a@b.example');
  expect(safeAddress('javascript:alert(1)')).toBeNull();
  expect(safeAddress('/relative')).toBeNull();
  expect(safeAddress(undefined)).toBeNull();
});
