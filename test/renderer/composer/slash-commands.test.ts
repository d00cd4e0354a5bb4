import { expect, test } from 'vitest';
import { slashOf } from '../../../renderer/composer/slash-commands.ts';
import { allItems } from '../../../renderer/palette/palette-items.ts';

const commands = (text: string, paused = false) =>
  slashOf(text, paused).items.map(({ command }) => command);

test('a stroke offers every command of the palette, and letters narrow them', () => {
  const all = allItems(false).flatMap(({ command }) => command ?? []);
  expect(commands('/')).toEqual(all);
  expect(new Set(all).size).toBe(all.length);
  expect(commands('/re')).toEqual(['remind']);
  expect(commands('/re', true)).toEqual(['remind', 'resume']);
  expect(commands('/DIAL')).toEqual(['dial']);
});

test('what stands behind a whole command goes along with it', () => {
  expect(slashOf('/dial +1 202 555 0123', false)).toMatchObject({
    ...{ items: [{ type: 'dial' }], rest: '+1 202 555 0123' },
  });
  expect(slashOf('/search', false).rest).toBe('');
});

test.each(['/etc/hosts is broken', '/unknown', '/dia +1', 'see /dial', '/note one\ntwo', ''])(
  '%j is a message',
  (text) => {
    expect(commands(text)).toEqual([]);
  },
);
