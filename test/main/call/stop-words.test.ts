import { describe, expect, test } from 'vitest';
import { classify, isEcho } from '../../../main/call/stop-words.ts';

describe.each([
  [
    'hold',
    'en-US',
    [
      'Hold on.',
      'Hold on a second.',
      'One moment please.',
      'Just a sec.',
      'Let me check.',
      'Give me a second.',
      'Okay, hang on.',
      'Bear with me.',
      'Hold on, let me check.',
      'Sorry, one second.',
    ],
  ],
  [
    'backchannel',
    'en-US',
    [
      'Mm-hmm.',
      'uh-huh',
      'Yeah.',
      'Right.',
      'Okay.',
      'Yeah, yeah.',
      'Okay, right, I see.',
      'Got it.',
    ],
  ],
  [
    'goodbye',
    'en-US',
    [
      'Bye.',
      'Okay, goodbye!',
      'Thanks, bye bye.',
      'See you later, have a good day.',
      'I have to go.',
      'Talk to you later.',
    ],
  ],
  [
    'words',
    'en-US',
    [
      'I need a table.',
      'Yes, on Friday.',
      'Stop.',
      'Wait, hold on.',
      'Are you a robot?',
      'Hold on, I meant Friday.',
      'No, no, not that one.',
      'Okay, what about Monday?',
      'I will hold the meeting on Friday.',
      'Right after lunch.',
      'The bus stop is closed.',
      'Is there a robot vacuum?',
      'Wait times are long.',
      '',
      '...',
      'Buy me a machine.',
      'I have a real problem.',
    ],
  ],
  ['hold', 'de-DE', ['Moment.', 'Einen Moment bitte.', 'Ich schaue nach.', 'Hold on.']],
  ['backchannel', 'de-DE', ['Mhm.', 'Ja.', 'Ja, genau.', 'Ach so.', 'Alles klar.']],
  ['goodbye', 'de-DE', ['Tschüss!', 'Auf Wiederhören.', 'Danke, tschüss.']],
  ['words', 'de-DE', ['Ich brauche einen Termin.', 'Ja, am Freitag.']],
  ['hold', 'es-ES', ['Un momento, por favor.', 'Déjeme ver.', 'Espere un segundo.']],
  ['backchannel', 'es-ES', ['Ajá.', 'Sí.', 'Vale, entiendo.']],
  ['goodbye', 'es-ES', ['Adiós.', 'Hasta luego, gracias.']],
  ['words', 'es-ES', ['Quiero una mesa.', 'Sí, el viernes.']],
  ['hold', 'fr-FR', ["Un instant, s'il vous plaît.", 'Ne quittez pas.', 'Attendez une seconde.']],
  ['backchannel', 'fr-FR', ["D'accord.", 'Oui oui.', 'Je vois.']],
  ['goodbye', 'fr-FR', ['Au revoir.', 'Merci, bonne journée.']],
  ['words', 'fr-FR', ['Je voudrais un rendez-vous.', 'Oui, vendredi.']],
] as const)('%s in %s', (kind, language, texts) => {
  test.each(texts)('%s', (text) => {
    expect(classify(text, language)).toBe(kind);
  });
});

test('English is understood where nothing else is known', () => {
  expect(classify('Hold on.', 'sv-SE')).toBe('hold');
});

describe('an echo', () => {
  const said = [
    'You have two meetings tomorrow: one at 9 with the board, and another at 2:30 PM.',
    'Would you like me to move either of them?',
  ];

  test.each([
    ['of a whole sentence', 'Would you like me to move either of them'],
    ['that has just begun', 'you have two meetings'],
    ['that was misheard in places', 'You have to meetings tomorrow, one at nine with the bored'],
    ['over two pieces', 'another at 2:30 PM would you like me to move either of them'],
    ['with digits in words', 'you have 2 meetings tomorrow 1 at nine with the board'],
  ])('%s is told', (_, text) => {
    expect(isEcho(text, said)).toBe(true);
  });

  test.each([
    ['an answer', 'Yes, please move the second one.'],
    ['a short answer in the same words', 'two meetings'],
    ['a part repeated to confirm it', 'with the board, and'],
    ['other words of that length', 'I would rather talk about the weather today'],
    ['a yes', 'yes'],
    ['nothing', ''],
  ])('is not %s', (_, text) => {
    expect(isEcho(text, said)).toBe(false);
  });

  test('of nothing said is none', () => {
    expect(isEcho('you have two meetings tomorrow', [])).toBe(false);
  });
});
