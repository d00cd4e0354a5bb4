import { expect, test } from 'vitest';
import { nearestName } from '../../../main/settings/nearest-name.ts';

const known = ['phone.inbound', 'phone.numbers', 'stt.url', 'llm.url', 'log.level'];

test.each([
  ['phone.inbuond', 'phone.inbound'],
  ['Phone.Number', 'phone.numbers'],
  ['inbound', 'phone.inbound'],
  ['sst.url', 'stt.url'],
  ['colour', null],
  ['x', null],
  ['', null],
])('for "%s" suggests %s', (name, expected) => {
  expect(nearestName(name, known)).toBe(expected);
});
