import { expect, test } from 'vitest';
import { verdictOf, verdictOfReactions } from '../../../../main/thread/approvals/verdict.ts';

test.each([
  ...['yes', 'Yes.', 'YES!', 'yes, please', 'Okay, do it.', 'ok', 'go ahead', 'please go ahead'],
  ...[
    'Ja.',
    'ja bitte',
    'Ja, mach das!',
    'Einverstanden',
    'oui',
    'sí',
    '👍',
    '👍🏻',
    '✅',
    'Yes, thank you.',
  ],
])('%s is a yes', (text) => {
  expect(verdictOf(text)).toBe('approve');
});

test.each([
  ...['no', 'No.', 'Nope', 'no, thanks', 'Don’t!', "don't do it", 'Do not send it.', 'Stop.'],
  ...['nein', 'Nein, danke.', 'lass es', 'non', '👎', '❌', 'not now'],
])('%s is a no', (text) => {
  expect(verdictOf(text)).toBe('deny');
});

test.each([
  ...['', ' ', 'yes?', 'yes and no', 'yes, no', 'no problem', 'Yes, but tomorrow', 'not yes'],
  ...['yesterday', 'ok so who is Anna', 'please', 'thanks', 'why', '> yes', 'yes\n> no', '👍👎'],
  ...['I said yes', `yes ${'really '.repeat(20)}`, 'ja oder nein', 'know', 'tak'],
])('%j is neither', (text) => {
  expect(verdictOf(text)).toBeNull();
});

test('reactions that say both, or neither, say nothing', () => {
  expect(verdictOfReactions([])).toBeNull();
  expect(verdictOfReactions(['✅', '⛔'])).toBeNull();
  expect(verdictOfReactions(['negative'])).toBe('deny');
  expect(verdictOfReactions(['✔️'])).toBe('approve');
  expect(verdictOfReactions(['love', 'lol', 'confused', 'busy'])).toBeNull();
});

test.each(['acknowledged', 'affirmative', '💯'])('the older reaction %s is a yes', (sign) => {
  expect(verdictOfReactions([sign])).toBe('approve');
  expect(verdictOfReactions([sign, 'negative'])).toBeNull();
});
