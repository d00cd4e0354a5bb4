import { expect, test } from 'vitest';
import { exactWords, safeName, safeWords, trueHost } from '../../renderer/safe-text.ts';

test('words of others cannot turn the direction of what follows, and stay else as they are', () => {
  expect(safeWords('a\u202Eb\u2066c')).toBe('abc');
  const family = '👨\u200D👩\u200D👧 می\u200Cخواهم \u200Fשלום';
  expect(safeWords(family)).toBe(family);
});

test('what is decided on shows every character that would not be seen', () => {
  expect(exactWords('pay\u200B 10\u202E0\nto Ada')).toBe('pay� 10�0\nto Ada');
});

test('a file name shows its true ending on one line, however long it is', () => {
  expect(safeName('invoice\u202Efdp.exe')).toBe('invoice�fdp.exe');
  expect(safeName('a\nb\u200B.txt')).toBe('a�b�.txt');
  const long = safeName(`${'x'.repeat(300)}.pdf.exe`);
  expect(long).toHaveLength(80);
  expect(long.endsWith('x.pdf.exe')).toBe(true);
});

test.each([
  ['https://bank.example/pay', 'pay here', null],
  ['https://bank.example/pay', 'bank.example', null],
  ['https://bank.example/pay', 'https://bank.example/pay', null],
  ['https://evil.example/', 'https://bank.example/', 'evil.example'],
  ['https://bank.example@evil.example/', 'pay here', 'evil.example'],
  ['https://аpple.com/', 'https://аpple.com/', 'xn--pple-43d.com'],
  ['mailto:ada@example.com', 'ada@example.com', null],
])('%s as "%s" leads to %s', (address, words, host) => {
  expect(trueHost(address, words)).toBe(host);
});
