import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import ReactMarkdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { expect, test } from 'vitest';
import { isPlainSentence } from '../../../renderer/thread/plain-sentence.ts';

test.each([
  'Yes.',
  'The tea is in the cupboard, isn’t it? (I think so; 50 % sure: €3.50/cup)',
  'Nein, „Größe“ – ein Halb-Tag …',
  'מחר יש לך שתי פגישות',
])('one paragraph is plain: %s', (text) => {
  expect(isPlainSentence(text)).toBe(true);
});

test.each([
  ...[
    '1. first',
    '2) second',
    '- item',
    'a *b*',
    'a_b_',
    '# head',
    'two\nlines',
    '',
    ' led by a blank',
  ],
  ...[
    'see www.example.com',
    'see https://example.com',
    'a@example.com',
    'a & b',
    'a \\ b',
    '~a~',
    '[a]',
    '---',
  ],
])('what may mean something is not plain: %j', (text) => {
  expect(isPlainSentence(text)).toBe(false);
});

test('what is plain looks the same as the parser would have it', () => {
  const signs = Array.from('aB1é.,;:!?()/%–…’“ -+*_#>~`[]&\\@w');
  const letters = [...signs, 'www.', 'http', '://', '1.', '\u0301'];
  const text = fc
    .array(fc.constantFrom(...letters), { maxLength: 14 })
    .map((some) => some.join(''));
  let plain = 0;
  fc.assert(
    fc.property(text, (words) => {
      if (!isPlainSentence(words)) return;
      plain += 1;
      const parsed = <ReactMarkdown remarkPlugins={[remarkGfm]}>{words}</ReactMarkdown>;
      const drawn = <p>{words.trim()}</p>;
      expect(renderToStaticMarkup(drawn)).toBe(renderToStaticMarkup(parsed));
    }),
    { numRuns: 3000, seed: 7 },
  );
  expect(plain).toBeGreaterThan(100);
});
