import { describe, expect, test } from 'vitest';
import { isTitleIn, readRowsPage, sourceOf, testsIn } from './rows-page.ts';

const page = await readRowsPage('voipbin-rows.md');

describe('the page on VoIPBIN', () => {
  test.each(page.named)('names a test that is there: $file, $name', async ({ file, name }) => {
    expect(isTitleIn(await sourceOf(file), name)).toBe(true);
  });

  test('has a row for each of the eighteen differences, tested both ways', () => {
    const differences = page.section('Where the two differ');
    expect(differences.map(([number]) => Number(number))).toEqual(
      Array.from({ length: 18 }, (_, place) => place + 1),
    );
    for (const cells of differences) expect(cells.slice(3).map(testsIn)).not.toContain(0);
  });

  test('names a test in every row', () => {
    expect(page.rows.length).toBeGreaterThanOrEqual(18 + 21);
    for (const cells of page.rows) expect(testsIn(cells.at(-1) ?? '')).toBeGreaterThan(0);
  });

  test('has a finding of the doctor for every trouble, or says why there can be none', () => {
    const troubles = page.section('Troubles');
    expect(troubles).toHaveLength(5);
    const without = troubles.filter(([, , finding = '']) => page.hopsIn(finding).length === 0);
    expect(without.map(([trouble]) => trouble)).toEqual(['Old and new answers are both heard']);
    for (const [, , finding] of without) expect(finding).toMatch(/^Cannot be found out by it: /u);
  });
});
