import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { Markdown } from '../../../renderer/thread/Markdown.tsx';

function drawn(text: string): string {
  return renderToStaticMarkup(<Markdown text={text} onShow={() => {}} />);
}

describe('a reply in Markdown', () => {
  test('shows raw HTML as text', () => {
    const html = drawn(
      '<script>alert(1)</script> <b onclick="x()">bold</b>\n\n<iframe src="https://e.com">',
    );
    expect(html).not.toMatch(/<(script|iframe|b)\b/);
    expect(html).toContain('&lt;script&gt;');
  });

  test('opens web and mail links outside of the window, with their address in sight', () => {
    const html = drawn('[words](https://example.com/a) [mail](mailto:a@example.com)');
    expect(html).toContain(
      '<a href="https://example.com/a" title="https://example.com/a" target="_blank" rel="noreferrer noopener">words</a>',
    );
    expect(html).toContain('href="mailto:a@example.com"');
  });

  test('makes a citation a button that shows the message, and no link out of the window', () => {
    const html = drawn('She is late [Anna, 12 Nov](adjutant:message/4711-ab).');
    expect(html).toContain(
      '<button type="button" class="text-button" title="Show this message in the thread">Anna, 12 Nov</button>',
    );
    expect(html).not.toContain('<a');
  });

  test.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](data:text/html,x)',
    '[x](file:///etc/passwd)',
    '[x](//example.com)',
    '[x](/session)',
    '[x](adjutant://quit)',
    '[x](adjutant:message/)',
    '[x](adjutant:message/%E0%A4%A)',
    '<javascript:alert(1)>',
  ])('makes no link of %s', (text) => {
    expect(drawn(text)).not.toContain('<a');
  });

  test('names images and never loads them', () => {
    const html = drawn('![a chart](https://tracker.example/p.png) ![](data:image/png;base64,AAAA)');
    expect(html).not.toMatch(/<img|tracker|base64/);
    expect(html).toContain('Image: a chart');
  });

  test('links bare addresses, but not inside code or links', () => {
    expect(drawn('See https://example.com/a.')).toContain('>https://example.com/a</a>.');
    expect(drawn('`https://example.com`')).not.toContain('<a');
    expect(drawn('[https://example.com](https://example.com)').match(/<a/g)).toHaveLength(1);
  });

  test('puts every heading below those of the days', () => {
    expect(drawn('# One\n\n###### Six').match(/<h(\d)/g)).toEqual(['<h3', '<h3']);
  });
});

test('shows a table as one that scrolls by keyboard', () => {
  const html = drawn('| City | Time |\n| --- | --- |\n| Oslo | 9:00 |');
  expect(html).toContain('<div class="wide" tabindex="0"><table>');
  expect(html).toContain('<td>Oslo</td>');
});
