import { describe, expect, test } from 'vitest';
import { readNumbers } from '../../../../main/call/step-up/spoken-digits.ts';

function digits(text: string, language = 'en-US', soundsAlike = false): string {
  return readNumbers(text, language, soundsAlike)
    .map((part) => (part.type === 'number' ? part.digits : ''))
    .join(' ')
    .replaceAll(/ +/gu, ' ')
    .trim();
}

describe('spoken numbers', () => {
  test.each([
    ['4711', '4711'],
    ['4 7 1 1', '4 7 1 1'],
    ['4-7.11', '4 7 11'],
    ['４７１１', '4711'],
    ['four seven one one', '4 7 1 1'],
    ['forty-seven eleven', '47 11'],
    ['four thousand seven hundred and eleven', '4711'],
    ['4 thousand 7 hundred eleven', '4711'],
    ['forty seven hundred eleven', '4711'],
    ['nineteen eighty four', '19 84'],
    ['double oh seven', '00 7'],
    ['four seven double one', '4 7 11'],
    ['triple 5', '555'],
    ['one oh five nought', '1 0 5 0'],
    ['two hundred five', '205'],
    ['Oh, I see', ''],
    ['the one and only', '1'],
    ['salt and pepper', ''],
  ])('in English: %s', (text, expected) => {
    expect(digits(text)).toBe(expected);
  });

  test.each([
    ['de-DE', 'vier sieben eins eins', '4 7 1 1'],
    ['de-DE', 'siebenundvierzig elf', '47 11'],
    ['de-DE', 'sieben und vierzig elf', '47 11'],
    ['de-DE', 'viertausendsiebenhundertelf', '4711'],
    ['de-DE', 'zwo null fünf dreißig', '2 0 5 30'],
    ['de-DE', 'doppel sieben', '77'],
    ['fr-FR', 'quarante-sept onze', '47 11'],
    ['fr-FR', 'quatre-vingt-dix-sept', '97'],
    ['fr-FR', 'soixante et onze', '71'],
    ['fr-FR', 'quatre sept un un', '4 7 1 1'],
    ['fr-FR', 'quatre mille sept cent onze', '4711'],
    ['es-ES', 'cuarenta y siete once', '47 11'],
    ['es-ES', 'cuatro siete uno uno', '4 7 1 1'],
    ['es-ES', 'cuatro mil setecientos once', '4711'],
    ['es-ES', 'veintiséis cero cinco', '26 0 5'],
  ])('in %s: %s', (language, text, expected) => {
    expect(digits(text, language)).toBe(expected);
  });

  test('what a recogniser writes for a digit counts only where digits are expected', () => {
    expect(digits('for seven won one')).toBe('7 1');
    expect(digits('for seven won one', 'en-US', true)).toBe('4 7 1 1');
    expect(digits('I want to go', 'en-US', true)).toBe('');
  });
});
