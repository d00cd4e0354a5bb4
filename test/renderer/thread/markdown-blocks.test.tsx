import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import ReactMarkdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { describe, expect, test } from 'vitest';
import { markdownBlocks } from '../../../renderer/thread/markdown-blocks.ts';

function drawn(text: string): string {
  return renderToStaticMarkup(<ReactMarkdown remarkPlugins={[remarkGfm]}>{text}</ReactMarkdown>);
}

/** Blocks stand below each other, whatever stands between them. */
function drawnApart(blocks: readonly string[]): string {
  return blocks
    .map(drawn)
    .filter((html) => html !== '')
    .join('\n');
}

describe('the parts of a text that are read for themselves', () => {
  test.each([
    ['one', ['one']],
    ['', ['']],
    ['one\n\ntwo\nlines\n\n\nthree', ['one\n', 'two\nlines\n\n', 'three']],
    [
      '# Head\n\nwords\n\n- item\n\n  its second part\n\nword',
      ['# Head\n', 'words\n\n- item\n\n  its second part\n', 'word'],
    ],
    ['words\n\n```js\na\n\nb\n```\n\nwords', ['words\n\n```js\na\n\nb\n```\n', 'words']],
    ['```\na\n```\u00A0\n\nb\n```\n\nc', ['```\na\n```\u00A0\n\nb\n```\n', 'c']],
    ['````\na\n```\n\nb\n~~~~\n\nc', ['````\na\n```\n\nb\n~~~~\n\nc']],
    ['**a**\n\n**b**', ['**a**\n', '**b**']],
  ])('%j', (text, blocks) => {
    expect(markdownBlocks(text)).toEqual(blocks);
  });

  test.each([
    'see [x]\n\nwords\n\n[x]: https://example.com',
    'a[^1]\n\nb\n\n[^1]: a note\n\n    goes on',
    'a\r\n\r\nb',
    '<!-- a\n\nb -->\n\nc',
    '- a\n  ```\n  b\n\nc\n```\n\nd',
    '``` a\n\nb\n\n``` c\n\nd',
  ])('what one part says of another keeps them together: %j', (text) => {
    expect(markdownBlocks(text)).toHaveLength(1);
  });

  const usual = ['', '', '', 'words', 'Two *of* them', '**bold** x', '# head', '```', '- item'];
  const odd = [
    ...[
      ' ',
      'b **c',
      '---',
      '===',
      '***',
      '* item',
      '  more of it',
      '    deep',
      '1. first',
      '2) second',
    ],
    ...[
      '> said',
      '>',
      '|a|b|',
      '|-|-|',
      '``` js',
      '````',
      '~~~',
      '  ```',
      '- ```',
      '> ```',
      '`code`',
      '``` a`b',
    ],
    ...[
      '```\u00A0',
      '<div>',
      '</div>',
      '<!-- x',
      '-->',
      '<pre>',
      '[x]',
      '[x][]',
      '\\',
      'a  ',
      '\tb',
      '- [ ] do',
    ],
    ...['\u00A0', '***a***', '+ plus', '~~gone~~', 'www.example.com', '\u2028', '\f'],
  ];
  const line = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  );

  test.each([7, 11, 13])('look the same as the whole (seed %i)', (seed) => {
    let parted = 0;
    const text = fc.array(line, { minLength: 2, maxLength: 16 }).map((some) => some.join('\n'));
    fc.assert(
      fc.property(text, (words) => {
        const blocks = markdownBlocks(words);
        expect(blocks.join('\n')).toBe(words);
        if (blocks.length === 1) return;
        parted += 1;
        expect(drawnApart(blocks)).toBe(drawn(words));
      }),
      { numRuns: 800, seed },
    );
    expect(parted).toBeGreaterThan(150);
  });

  test('a part that is done stays as it is while more is written', () => {
    const text = 'First.\n\nSecond *one*.\n\n```\ncode\n\nmore\n```\n\n- a\n- b\n\nLast.';
    let before: readonly string[] = [];
    for (let end = 1; end <= text.length; end += 1) {
      const blocks = markdownBlocks(text.slice(0, end));
      expect(blocks.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
      before = blocks;
    }
    expect(before).toHaveLength(3);
  });
});
