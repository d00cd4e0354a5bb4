import { describe, expect, test } from 'vitest';
import { readYesNo } from '../../../../main/agent/actions/yes-no.ts';

describe('an answer', () => {
  test.each([
    ['en-US', ['Yes.', 'Yes, please!', 'yeah, go ahead', 'OK, do it', 'Sure', 'Yes. Yes. Do it.']],
    ['de-DE', ['Ja.', 'Ja bitte', 'Mach das!', 'Ja, gerne, danke', 'yes']],
    ['fr-FR', ['Oui.', 'D’accord', 'Oui, vas-y', 'oui s’il vous plaît']],
    ['es-ES', ['Sí.', 'Claro que sí', 'Sí, por favor', 'Adelante']],
  ])('is a yes in %s', (language, texts) => {
    expect(texts.map((text) => readYesNo(text, language))).toEqual(texts.map(() => 'yes'));
  });

  test.each([
    ['en-US', ['No.', 'No, thanks', 'Don’t do it', 'Better not', 'Of course not', 'Stop!']],
    ['de-DE', ['Nein.', 'Lieber nicht', 'Nein danke', 'no']],
    ['fr-FR', ['Non.', 'Non merci', 'Pas maintenant']],
    ['es-ES', ['No.', 'No, gracias', 'Mejor no lo hagas'.slice(6)]],
  ])('is a no in %s', (language, texts) => {
    expect(texts.map((text) => readYesNo(text, language))).toEqual(texts.map(() => 'no'));
  });

  test.each([
    'Yes, but make it five.',
    'Yes or no?',
    'No, yes.',
    'Not sure',
    'No problem at all',
    'Mm-hmm',
    'Please',
    'Thanks',
    'Yesterday',
    'Nothing',
    'I said yes to Bob',
    'yes '.repeat(9),
    '',
    '👍',
  ])('is none: %s', (text) => {
    expect(readYesNo(text, 'en-US')).toBeNull();
  });

  test('is none where somebody hesitates in German', () => {
    expect(readYesNo('Na ja.', 'de-DE')).toBeNull();
    expect(readYesNo('Na klar!', 'de-DE')).toBe('yes');
  });
});
