import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { BriefCard } from '../../../renderer/thread/BriefCard.tsx';
import type { CallBrief } from '../../../shared/thread.ts';
import { sampleBrief } from '../../fakes/call-samples.ts';

function drawn(change: Partial<CallBrief> = {}): string {
  return renderToStaticMarkup(<BriefCard brief={sampleBrief(change)} onShow={() => {}} />);
}

test('the card of a brief tells who, how it ended, its points and what the call used', () => {
  const html = drawn();
  expect(html).toContain('Call from <bdi>+12025550123</bdi>');
  expect(html).toContain('Answered; the other side hung up.');
  expect(html).toContain('aria-label="Show where it was said: The caller asks for an invoice."');
  expect(html).toContain('1 min 30 s · 1 min 28 s transcribed · 840 characters spoken');
});

test('the card shows words as they are, never as markup', () => {
  const html = drawn({
    points: [{ kind: 'open', text: '<img src=x> [a](https://e.com)', messageId: 'one' }],
  });
  expect(html).toContain('&lt;img src=x&gt; [a](https://e.com)');
  expect(html).not.toMatch(/<(img|a)\b/);
});

test('words of others cannot turn around the rest of the card', () => {
  const html = drawn({ points: [{ kind: 'open', text: 'Pay \u202E001', messageId: 'one' }] });
  expect(html).toContain('aria-label="Show where it was said: Pay 001"');
  expect(html).not.toContain('\u202E');
});

test('the card of a call that nobody answered is one line', () => {
  const html = drawn({
    ...{ direction: 'outgoing', outcome: 'no-answer', spoken: false, points: [] },
    meters: { durationMs: null, transcribedMs: 0, spokenCharacters: 0 },
  });
  expect(html).toContain('No answer.');
  expect(html).not.toMatch(/<ul|brief-meters/);
});

test('the card says so when the other side said nothing', () => {
  const html = drawn({ spoken: false, points: [], endedBy: 'local' });
  expect(html).toContain('Answered; this side hung up; no word was heard from them.');
});
