import { expect, test } from 'vitest';
import { paletteItems } from '../../renderer/palette/palette-items.ts';

const titles = (text: string, paused = false) =>
  paletteItems(text, paused).map(({ title }) => title);

test('offers every view and what can be done, and a search for whatever is typed', () => {
  expect(titles('')).toHaveLength(17);
  expect(titles('cóst')).toEqual(['Use and cost', 'Search the thread for “cóst”']);
  expect(titles('zebra')).toEqual(['Search the thread for “zebra”']);
  expect(titles('agent', true)).toContain('Resume the agent');
  expect(titles('agent', false)).toContain('Pause the agent');
});

test('what has the words in its name comes before what tells of them', () => {
  expect(titles('search')[0]).toBe('Search');
  expect(titles('memo')).toEqual(['Search the thread for “memo”']);
  expect(titles('agent').slice(0, 2)).toEqual(['Write to the agent', 'Pause the agent']);
});
