import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { ToolSteps } from '../../../renderer/thread/ToolSteps.tsx';
import type { TurnStep } from '../../../shared/turn-step.ts';

const step: TurnStep = {
  ...{ id: '1', tool: 'find_file', summary: 'Look for files named “lease”', state: 'done' },
  reason: null,
};

function drawn(...changes: readonly Partial<TurnStep>[]): string {
  const steps = changes.map((change, index) => ({ ...step, id: String(index), ...change }));
  return renderToStaticMarkup(<ToolSteps steps={steps} />);
}

test('what was done is folded and counted', () => {
  expect(drawn({}, {})).toContain('<details class="steps"><summary>2 steps</summary>');
  expect(drawn({})).toContain('<summary>1 step</summary>');
  expect(drawn()).toBe('');
});

test('what is under way shows without unfolding, and so does what needs an eye', () => {
  const reading = { state: 'running', summary: 'Read the page' } as const;
  expect(drawn({}, reading)).toContain('2 steps<bdi> · Read the page</bdi></summary>');
  expect(drawn({ state: 'pending' })).toContain('1 step · 1 waits for your yes</summary>');
  expect(drawn({ state: 'denied' }, { state: 'unknown' })).toContain('2 steps · 2 not done');
});

test('each step tells tool, summary, outcome and why it was not done', () => {
  const html = drawn({ state: 'failed', reason: 'The page is gone.' });
  expect(html).toContain('Look for files named “lease”');
  expect(html).toContain('failed: The page is gone.');
  expect(html).toContain('<code>find_file</code>');
});

test('words of others in a step stand there as they are', () => {
  const html = drawn({ summary: 'Send \u202Efdp.exe', reason: '<b>', state: 'failed' });
  expect(html).toContain('Send \uFFFDfdp.exe');
  expect(html).toContain('failed: &lt;b&gt;');
});
