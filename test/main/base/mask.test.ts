import { expect, test } from 'vitest';
import { Mask } from '../../../main/base/mask.ts';

function maskOf(...secrets: readonly string[]): Mask {
  const mask = new Mask();
  for (const secret of secrets) mask.learn(secret);
  return mask;
}

test('covers a secret in each way that a line writes it', () => {
  const secret = 'a"b\\c/d+e&f';
  const mask = maskOf(secret);
  const written = [
    secret,
    JSON.stringify({ secret }),
    JSON.stringify(JSON.stringify({ secret })),
    `https://example.com/?key=${encodeURIComponent(secret)}&on=1`,
  ];
  const covered = written.map((text) => mask.cover(text));
  expect(covered).toEqual([
    '***',
    '{"secret":"***"}',
    String.raw`"{\"secret\":\"***\"}"`,
    'https://example.com/?key=***&on=1',
  ]);
});

test('covers each of several secrets wherever it stands', () => {
  const mask = maskOf('sk-first-key', 'sk-second-key', 'sk-first-key');
  expect(mask.cover('sk-second-key sk-first-key sk-first-key.')).toBe('*** *** ***.');
});

test('covers a PIN, and no longer number that has its digits', () => {
  const mask = maskOf('1234');
  expect(mask.cover('said 1234, at 91234567, 1234')).toBe('said ***, at 91234567, ***');
});

test('leaves alone what nobody would take for a secret', () => {
  const mask = maskOf('on', '');
  expect(mask.cover('on and on')).toBe('on and on');
});
