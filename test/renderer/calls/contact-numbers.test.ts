import { expect, test } from 'vitest';
import { isName, numbersOf } from '../../../renderer/calls/contact-numbers.ts';
import type { Contact } from '../../../shared/contact.ts';

test.each([
  '+1 202',
  '030 123',
  '(030) 1',
  'sip:a@b.example',
  'SIPS:a@b',
  'extension:100',
  'a',
  '',
])('%j is dialled as it is', (text) => expect(isName(text)).toBe(false));

test.each(['Anna', 'Dr. Who', 'Zoë 2'])('%j names somebody', (text) => {
  expect(isName(text)).toBe(true);
});

test('every number of everybody who is meant can be chosen, those without are left out', () => {
  const anna = { name: 'Anna', phones: ['+1', '+2'] } as unknown as Contact;
  const ben = { name: 'Ben', phones: [] } as unknown as Contact;

  expect(numbersOf([ben, anna])).toEqual([
    { name: 'Anna', number: '+1' },
    { name: 'Anna', number: '+2' },
  ]);
});
