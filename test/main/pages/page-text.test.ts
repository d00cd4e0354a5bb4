import { expect, test } from 'vitest';
import { decodeBody } from '../../../main/pages/charset.ts';
import { readHtml } from '../../../main/pages/page-text.ts';

const long = 'The council met on Tuesday, and agreed on a plan for the harbour. '.repeat(6);

function page(body: string, head = ''): string {
  return `<!doctype html><html><head><title>News &amp; more</title>${head}</head><body>${body}</body></html>`;
}

test('an article is told without what stands around it, and the links of the page briefly', () => {
  const { title, text, links } = readHtml(
    page(
      `<nav><a href="/home">Home</a></nav><article><h1>Harbour</h1><p>${long}</p>
       <p>${long}</p><ul><li>one<li>two</ul></article><footer>Imprint <a href="//o.example/x#y">Other</a>
       <a href="javascript:alert(1)">Run</a><a href="mailto:a@b.example">Mail</a></footer>`,
    ),
    'https://news.example/today',
  );
  expect(title).toBe('News & more');
  expect(text).toContain('plan for the harbour');
  expect(text).toMatch(/- one\n- two/u);
  expect(text).not.toContain('Imprint');
  expect(links).toEqual([
    { address: 'https://news.example/home', text: 'Home' },
    { address: 'https://o.example/x', text: 'Other' },
  ]);
});

test.each([
  ['<p>Only this.', 'Only this.'],
  ['just text', 'just text'],
  ['<html><head><title>x</title></head><p>no body', 'no body'],
  [page('<table><tr><td>a<td>b<tr><td>c<td>d</table>'), 'a ; b\nc ; d'],
  [page('<pre>if x:\n    y</pre>'), 'if x:\n    y'],
  [page(''), ''],
  ['', ''],
])('a page that is no article is told as a whole: %s', (html, expected) => {
  expect(readHtml(html, 'https://e.example/').text).toBe(expected);
});

test('words that readers do not see are left out', () => {
  const hidden = [
    ...[
      'style="display:none"',
      'style="DISPLAY : none !important"',
      'style="visibility:hidden"',
      'hidden',
    ],
    ...[
      'style="opacity:0"',
      'style="font-size:0px"',
      'style="position:absolute;left:-9999px"',
      'aria-hidden="true"',
    ],
    ...[
      'style="color:#fff;background:#fff"',
      'style="text-indent:-1000em"',
      'class="a sneaky b"',
      'id="gone"',
    ],
    ...[
      'style="clip-path:inset(100%)"',
      'style="color:transparent"',
      'inert',
      'style="/**/display/**/:none"',
    ],
  ].map((attribute, index) => `<p ${attribute}>SECRET${index}</p>`);
  const other =
    '<!-- SECRETc --><script>SECRETs</script><noscript>SECRETn</noscript><template>SECRETt</template>' +
    '<textarea>SECRETa</textarea><svg><text>SECRETv</text></svg><iframe>SECRETi</iframe><option>Seen too</option>';
  const style =
    '<style>.sneaky { color: red; display: none } @media print { p { color: red } } #gone{opacity:0}</style>';
  const { text } = readHtml(
    page(`<p>Seen</p>${hidden.join('')}${other}`, style),
    'https://e.example/',
  );
  expect(text).toBe('Seen\nSeen too');
});

test('letters that nobody sees do not come through', () => {
  const tags = String.fromCodePoint(
    ...Array.from('ignore', (letter) => 0xe0000 + letter.charCodeAt(0)),
  );
  const { text } = readHtml(
    page(`<p>Pay\u200B \u202Enow\u202C${tags}\u00AD\u2063</p>`),
    'https://e.example/',
  );
  expect(text).toBe('Pay now');
});

test('the letters of a page are those that it says it is written in', () => {
  const bytes = (...codes: number[]): Uint8Array => Uint8Array.from(codes);
  const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')];
  expect(decodeBody(bytes(0xe9), 'iso-8859-1', true)).toBe('é');
  expect(decodeBody(bytes(0xe9), null, true)).toBe('é');
  expect(decodeBody(bytes(0xc3, 0xa9), null, true)).toBe('é');
  expect(decodeBody(bytes(0x61, 0xc3), null, false)).toBe('a');
  expect(decodeBody(bytes(0xef, 0xbb, 0xbf, 0xc3, 0xa9), 'iso-8859-1', true)).toBe('é');
  expect(decodeBody(bytes(0xff, 0xfe, 0xe9, 0), null, true)).toBe('é');
  expect(decodeBody(bytes(...ascii('<meta charset=koi8-r>'), 0xc1), null, true)).toContain('а');
  expect(
    decodeBody(bytes(...ascii('<?xml encoding="shift_jis"?>'), 0x82, 0xa0), null, true),
  ).toContain('あ');
  expect(decodeBody(bytes(0xc3, 0xa9), 'no-such-charset', true)).toBe('é');
});
