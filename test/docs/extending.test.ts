import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { example } from './examples/provider.ts';
import { createHolidayTools } from './examples/tool.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(`${root}docs/extending.md`, 'utf8');

test('the examples of the page are these, which compile', () => {
  const shown = [...page.matchAll(/```ts\n(?<code>.*?)```/gsu)].map(
    ({ groups }) => groups?.['code'],
  );
  const kept = ['tool', 'provider'].map((name) =>
    readFileSync(`${root}test/docs/examples/${name}.ts`, 'utf8').replaceAll(
      /\.\.\/\.\.\/\.\.\/main\/agent\/\w+\//gu,
      './',
    ),
  );
  expect(shown).toEqual(kept);
});

test('the files that it names are there, with the names that it says are in them', () => {
  const files = [...page.matchAll(/`(?<path>(?:main|shared|test)\/[^`]*)`/gu)];
  const paths = files.map(({ groups }) => groups?.['path'] ?? '');
  expect(paths.length).toBeGreaterThan(20);
  expect(paths.filter((path) => !existsSync(root + path))).toEqual([]);
  const inside = [...page.matchAll(/`(?<path>[\w/.-]+\.ts)` \(`(?<name>\w+)`\)/gu)];
  expect(inside.length).toBeGreaterThan(8);
  const missing = inside.filter(
    ({ groups }) => !readFileSync(root + groups?.['path'], 'utf8').includes(groups?.['name'] ?? ''),
  );
  expect(missing.map(([words]) => words)).toEqual([]);
});

test('its tool takes what it describes and nothing else, and says what it will do', async () => {
  const [tool] = createHolidayTools({ isHoliday: (day) => day === '2026-12-25' });
  if (!tool) throw new Error('no tool');
  expect(tool.schema.safeParse({ day: '2026-12-25' }).success).toBe(true);
  expect(tool.schema.safeParse({ day: 'Monday' }).success).toBe(false);
  expect(tool.schema.safeParse({ day: '2026-12-25', also: 1 }).success).toBe(false);
  const context = { actionId: 'a', timeZone: 'UTC', now: 0 } as Parameters<typeof tool.run>[1];
  const args = { day: '2026-12-25' };
  expect(await tool.summarize(args, context)).toBe('Look whether 2026-12-25 is a holiday.');
  const signal = new AbortController().signal;
  expect(await tool.run(args, context, signal)).toEqual({ text: 'A holiday.' });
});

test('its provider makes a model of the name that it is asked for', async () => {
  const make = await example.load();
  const access = { url: example.url ?? '', key: 'k', fetch, wantsUsage: true };
  expect(make(access, 'small')).toMatchObject({ modelId: 'small' });
});
