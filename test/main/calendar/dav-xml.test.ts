import { expect, test } from 'vitest';
import { find, findAll, readXml } from '../../../main/calendar/dav-xml.ts';

test('reads elements by their namespace, whatever prefix they have', () => {
  for (const text of [
    '<a xmlns="DAV:"><b>x</b></a>',
    '<d:a xmlns:d="DAV:"><d:b>x</d:b></d:a>',
    `<?xml version="1.0"?>\n<q:a xmlns:q='DAV:' ><b xmlns="DAV:">x</b><!-- <b>y</b> --></q:a>`,
  ]) {
    expect(find(readXml(text), 'DAV: b')?.text).toBe('x');
  }
});

test('reads text, entities and CDATA as they are meant', () => {
  const text = '<a>1 &lt; 2 &amp;amp; &#x41;&#66;<![CDATA[<b>&amp;</b>]]>&nope;</a>';
  expect(find(readXml(text), ' a')?.text).toBe('1 < 2 &amp; AB<b>&amp;</b>&nope;');
});

test('finds elements at any depth, but none inside each other', () => {
  const found = findAll(readXml('<a><b><b/></b><c><b/></c></a>'), ' b');
  expect(found.map(({ children }) => children.length)).toEqual([1, 0]);
});

test.each([
  ['nothing', ''],
  ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ['what is not closed', '<a><b></b>'],
  ['what was not opened', '<a></a></b>'],
  ['no tag', '<a>1 < 2</a>'],
  ['comments without an end, at once', '<!--'.repeat(1_000_000)],
  ['far too deep', '<a>'.repeat(100) + '</a>'.repeat(100)],
])('refuses %s', (_what, text) => {
  expect(() => readXml(text)).toThrow('no WebDAV');
});
