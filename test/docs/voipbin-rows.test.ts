import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';

const page = await readFile(new URL('../../docs/voipbin-rows.md', import.meta.url), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('|'));
const named = [...page.matchAll(/`(?<file>[\w/.-]+\.ts)` › “(?<name>[^”]+)”/gu)].map(
  ({ groups }) => ({ file: groups?.['file'] ?? '', name: groups?.['name'] ?? '' }),
);

/** The tests that a cell names. */
function testsIn(cell: string): number {
  return cell.split('›').length - 1;
}

function cellsOf(row: string): readonly string[] {
  return row.split(' | ').map((cell) => cell.replaceAll('|', '').trim());
}

/** A name as it stands in the source, whichever quotes hold it. */
function isTitleIn(source: string, name: string): boolean {
  return [`'${name}'`, `"${name}"`, `\`${name}\``].some((title) => source.includes(title));
}

describe('the page on VoIPBIN', () => {
  test.each(named)('names a test that is there: $file, $name', async ({ file, name }) => {
    const source = await readFile(new URL(`../${file}`, import.meta.url), 'utf8');
    expect(isTitleIn(source, name)).toBe(true);
  });

  test('has a row for each of the eighteen differences, tested both ways', () => {
    const differences = rows.map(cellsOf).filter(([number = '']) => /^\d+$/u.test(number));
    expect(differences.map(([number]) => Number(number))).toEqual(
      Array.from({ length: 18 }, (_, place) => place + 1),
    );
    const untested = differences.filter((cells) =>
      cells.slice(3).some((cell) => testsIn(cell) === 0),
    );
    expect(untested).toEqual([]);
  });

  test('names a test in every other row', () => {
    const others = rows.filter((row) => !/^\| (?:#|\d+|-+|The guide|Trouble) +\|/u.test(row));
    expect(others.length).toBeGreaterThanOrEqual(21);
    expect(others.filter((row) => testsIn(row) === 0 && !row.includes('---'))).toEqual([]);
  });
});
