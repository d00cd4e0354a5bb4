import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { MessageText } from '../../../renderer/thread/MessageText.tsx';
import { aReply } from '../messages.ts';

function show(text: string): string {
  return renderToStaticMarkup(<MessageText message={aReply('r', 1, { text })} onShow={() => {}} />);
}

test('raw HTML stays text, nothing is loaded, and no address but web and mail can be followed', () => {
  const html = show(
    '<img src=x onerror=alert(1)> ![a](https://evil.example/p.png) [b](javascript:alert(1)) [c](data:text/html,x)',
  );
  expect(html).not.toMatch(/<img|<a |<script/u);
});

test('a link whose words name another host says where it leads', () => {
  expect(show('[https://bank.example](https://bank.example@evil.example/)')).toContain(
    '(evil.example)',
  );
});

test('a long message is folded, and never one that is being written', () => {
  const long = 'word and word\n'.repeat(8_000);
  expect(show(long).length).toBeLessThan(10_000);
  expect(show(long)).toContain('Show all 112,000 characters');
});

test.each(['>', '- ', '* ', '1. ', '[', '**', '~~', '_'])(
  'thousands of nested "%s" are shown as they stand',
  (mark) => {
    expect(show(`${mark.repeat(2_000)}deep`)).toContain('deep');
  },
);
