import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PinEar } from '../../../../main/call/step-up/pin-ear.ts';
import { readNumbers } from '../../../../main/call/step-up/spoken-digits.ts';

function openEar(pin: string | null = '4711', language = 'en-US') {
  const owner = { is: false };
  const ear = new PinEar({
    ...{ language, pin: () => pin, isOwner: () => owner.is, isTooMuch: () => false },
  });
  const hear = (text: string, final = true, at = 0) => ear.hear(text, { at, final });
  return { ear, hear, owner };
}

describe('a try', () => {
  test.each([
    'My PIN is 4711.',
    'my pin is four seven one one',
    "It's me, my PIN is forty-seven eleven.",
    'PIN four seven double one',
    'The code is 4 7 1 1.',
    'My pin is for seven won won.',
    'my passcode, four, seven, uh, one, one, please',
    'My PIN is 4712, no, sorry, 4711.',
    '4711 is my PIN.',
    'My pen is 4711.',
  ])('is heard and masked: %s', (text) => {
    const { ear, hear } = openEar();
    const { text: masked, sign } = hear(text);
    expect(sign).toBe('try');
    expect(masked).not.toMatch(/\d|four|seven|eleven|\bone\b/iu);
    expect(masked).toContain('[PIN]');
    expect(ear.take(0)).toBe('4711');
    expect(ear.take(0)).toBeNull();
  });

  test.each([
    ['de-DE', 'Meine PIN ist siebenundvierzig elf.'],
    ['de-DE', 'Mein Code ist vier sieben eins eins'],
    ['fr-FR', 'Mon code est quatre sept un un.'],
    ['fr-FR', 'Mon code secret, c’est quarante-sept onze'],
    ['es-ES', 'Mi PIN es cuarenta y siete once.'],
    ['es-ES', 'Mi clave es cuatro siete uno uno'],
  ])('is heard in %s: %s', (language, text) => {
    const { ear, hear } = openEar('4711', language);
    expect(hear(text).text).toMatch(/^[^\d]*\[PIN\][^\d]*$/u);
    expect(ear.take(0)).toBe('4711');
  });

  test('goes on over several transcripts, and counts interim words only until their final', () => {
    const { ear, hear } = openEar();
    expect(hear('My PIN', false)).toEqual({ text: 'My PIN', sign: 'try' });
    expect(hear('My PIN is four', false).text).toBe('My PIN is [PIN]');
    expect(hear('My PIN is 47').text).toBe('My PIN is [PIN]');
    expect(hear('one', false).text).toBe('[PIN]');
    expect(hear('One one.').text).toBe('[PIN].');
    expect(ear.take(0)).toBe('4711');
  });

  test('is told by its interim words where the final is lost, and not twice where it is late', () => {
    const { ear, hear } = openEar();
    hear('My PIN is 4711', false);
    expect(ear.take(0)).toBe('4711');
    expect(hear('My PIN is 4711.')).toEqual({ text: 'My PIN is [PIN].', sign: null });
    expect(ear.take(0)).toBeNull();
  });

  test('follows our own question, for a while', () => {
    const { ear, hear } = openEar();
    expect(hear('1 2 3 4').sign).toBeNull();
    ear.saying('Please say the digits of your PIN.', 0);
    for (const text of ['Wait two minutes.', 'In twenty minutes.', 'Which one do you mean?']) {
      expect(hear(text)).toEqual({ text, sign: null });
    }
    expect(hear('It is nine nine nine nine')).toEqual({ text: 'It is [PIN]', sign: 'try' });
    expect(ear.take(0)).toBe('9999');
    ear.saying('Please say the digits of your PIN.', 0);
    expect(hear('1234', true, 60_000)).toEqual({ text: '1234', sign: null });
  });

  test.each([
    ['en-US', ['It’s four seven', 'one one']],
    ['en-US', ['Yes. 4', '7', '1 1']],
    ['en-US', ['Okay, here it comes, 4 7', '1 1']],
    ['de-DE', ['Ja, vier sieben', 'eins eins']],
    ['ar-EG', ['٤٧', '١١']],
  ])('that we asked for may begin with other words, in %s: %j', (language, parts) => {
    const { ear, hear } = openEar('4711', language);
    ear.saying('Please say the digits of your PIN.', 0);
    for (const text of parts) {
      expect(hear(text)).toEqual({ text: expect.stringMatching(/\[PIN\]$/u), sign: 'try' });
    }
    expect(ear.take(0)).toBe('4711');
  });

  test('takes up what was said before, when more is to come', () => {
    const { ear, hear } = openEar();
    hear('My PIN is 47.');
    ear.putBack(ear.take(0) ?? '', 1000);
    expect(hear('One one', true, 2000).text).toBe('[PIN]');
    expect(ear.take(0)).toBe('4711');
  });

  test('goes on while its first digits are compared', () => {
    const { ear, hear } = openEar();
    hear('My PIN is 47.');
    const taken = ear.take(0) ?? '';
    expect(hear('One one', true, 100)).toEqual({ text: '[PIN]', sign: 'try' });
    ear.putBack(taken, 200);
    expect(ear.take(300)).toBe('4711');
  });

  test.each([
    'The zip code is 94110.',
    'I have 20 pins and 4 needles.',
    'Call me at 5 on Monday.',
    'Can you spin up 3 servers?',
  ])('is not heard in other words: %s', (text) => {
    expect(openEar().hear(text)).toEqual({ text, sign: null });
  });

  test('is a wish to say it where somebody claims to be the owner', () => {
    const { hear } = openEar();
    expect(hear('Hello, this is your owner.').sign).toBe('claim');
    expect(hear('Please verify me.').sign).toBe('claim');
    expect(hear('I am the owner of the Blue Café.').sign).toBeNull();
  });

  test('is none on a call that is the owner’s already', () => {
    const { hear, owner } = openEar();
    owner.is = true;
    expect(hear('My code is 1234.')).toEqual({ text: 'My code is 1234.', sign: null });
    expect(hear('My PIN is 4711.')).toEqual({ text: 'My PIN is [PIN].', sign: null });
    expect(hear('My PIN is 47')).toEqual({ text: 'My PIN is [PIN]', sign: null });
    expect(hear('11.').text).toBe('[PIN].');
  });
});

describe('the PIN itself', () => {
  test('is masked in any words, also over several transcripts', () => {
    const { hear, ear } = openEar();
    expect(hear('Write to 24711 Elm Street').text).toBe('Write to [PIN] Elm Street');
    expect(hear('So, four seven').text).toBe('So, four seven');
    expect(hear('one one, you know').text).toBe('[PIN], you know');
    expect(ear.hearOurselves('You said 47 11?')).toBe('You said [PIN]?');
  });

  test('cannot be found out by saying one number after the other', () => {
    const { hear } = openEar();
    let open = 0;
    for (let number = 1000; number < 1100; number += 1) {
      if (hear(`Is it ${number}?`).text.includes(String(number))) open += 1;
    }
    expect(open).toBeLessThan(40);
  });
});

/** Ways to say one PIN. */
const words = 'zero one two three four five six seven eight nine'.split(' ');
const german = 'null eins zwei drei vier fünf sechs sieben acht neun'.split(' ');
const sayings: readonly ((pin: string) => readonly string[])[] = [
  (pin) => [`My PIN is ${pin}.`],
  (pin) => [`my pin is ${spelled(pin, words, ' ')}`],
  (pin) => [`PIN ${pin.split('').join('-')}`],
  (pin) => [`${pin}, that is my PIN`],
  (pin) => [`my code: ${spelled(pin, words, ', uh, ')}`],
  (pin) => ['Okay, my PIN is', spelled(pin, words, ' ')],
  (pin) => [`My PIN is ${pin.slice(0, 2)}`, pin.slice(2)],
  (pin) => [
    `my passcode is ${spelled(pin.slice(0, 1), words, ' ')}`,
    spelled(pin.slice(1), words, ' '),
  ],
  (pin) => [`meine PIN ist ${spelled(pin, german, ' ')}`],
  (pin) => [`Just a number: ${pin}`],
  (pin) => [`So ${spelled(pin, words, ' and then ')}, right?`],
];

function spelled(digits: string, of: readonly string[], between: string): string {
  return digits
    .split('')
    .map((digit) => of[Number(digit)] ?? '')
    .join(between);
}

test('no words that leave the ear hold the digits of the PIN in order, however they are said', () => {
  const pins = fc.stringMatching(/^\d{4,8}$/u);
  const saying = fc.integer({ min: 0, max: sayings.length - 1 });
  fc.assert(
    fc.property(pins, saying, fc.boolean(), (pin, index, isGerman) => {
      const language = index === 8 || isGerman ? 'de-DE' : 'en-US';
      const { hear } = openEar(pin, language);
      const left: string[] = [];
      for (const text of sayings[index]?.(pin) ?? []) {
        const parts = text.split(' ');
        let interim = '';
        parts.forEach((_, place) => {
          interim = hear(parts.slice(0, place + 1).join(' '), false).text;
          expect(digitsOf(interim, language)).not.toContain(pin);
        });
        left.push(hear(text).text);
      }
      expect(digitsOf(left.join(' '), language)).not.toContain(pin);
    }),
    { numRuns: 300 },
  );
});

function digitsOf(text: string, language: string): string {
  return readNumbers(text, language, true)
    .map((part) => (part.type === 'number' ? part.digits : ''))
    .join('');
}
