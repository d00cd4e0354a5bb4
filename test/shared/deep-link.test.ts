import { expect, test } from 'vitest';
import { parseDeepLink } from '../../shared/deep-link.ts';

const compose = (text: string) => ({ asked: { type: 'compose', text } });

test.each([
  ['adjutant://show', { asked: null }],
  ['ADJUTANT://Show/', { asked: null }],
  ['adjutant://message/0192-ab_C', { asked: { type: 'message', messageId: '0192-ab_C' } }],
  ['adjutant://compose?text=Call+Anna', compose('Call Anna')],
  ['adjutant://compose/?text=Two%0D%0Alines%20%E2%9C%93', compose('Two\nlines ✓')],
  ['adjutant://compose?text=%2Fpause', compose('/pause')],
])('%s is understood', (link, meant) => {
  expect(parseDeepLink(link)).toEqual(meant);
});

test.each([
  '',
  'adjutant:',
  'adjutant://',
  'adjutant:show',
  'https://show',
  'xadjutant://show',
  'adjutant://show?text=x',
  'adjutant://show#x',
  'adjutant://send?text=x',
  'adjutant://approve/1',
  'adjutant://show@evil',
  'adjutant://message/',
  'adjutant://message/../1',
  'adjutant://message/1?approve=1',
  'adjutant://compose',
  'adjutant://compose?text=',
  'adjutant://compose?text=+',
  'adjutant://compose?text=a&text=b',
  'adjutant://compose?text=a&send=1',
  'adjutant://compose?words=a',
  'adjutant://compose?text=%ZZ',
  'adjutant://compose?text=%FF',
  'adjutant://compose?text=a%00b',
  'adjutant://compose?text=a%1B%5B31m',
  'adjutant://compose?text=a%E2%80%AEb',
  'adjutant://compose?text=a%E2%80%8Bb',
  `adjutant://compose?text=${'a'.repeat(2001)}`,
  `adjutant://compose?text=${'%20'.repeat(3000)}a`,
])('%j is refused', (link) => {
  expect(parseDeepLink(link)).toBeNull();
});
