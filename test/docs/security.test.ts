import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(`${root}SECURITY.md`, 'utf8');
/** The rows of the tables of ways in, by their cells. */
const rows = page
  .slice(page.indexOf('## Ways in'), page.indexOf('## What is open'))
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (?:-|Way )/u.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replaceAll(/^\||\|$/gu, '').trim()));

test('each way in has what stops it and something that shows it', () => {
  expect(rows.length).toBeGreaterThan(20);
  for (const [way, stop, shown, ...more] of rows) {
    expect([way, stop, more]).toEqual([expect.stringMatching(/./u), expect.any(String), []]);
    expect([way, shown]).toEqual([way, expect.stringContaining('`')]);
  }
});

test('what is named there exists', () => {
  const named = [...page.matchAll(/`(?<path>(?:test|\.github)\/[^`]+)`/gu)];
  const paths = named.map(({ groups }) => groups?.['path'] ?? '');
  expect(paths.length).toBeGreaterThan(rows.length);
  expect(paths.filter((path) => !existsSync(root + path))).toEqual([]);
});
