import { describe, expect, test } from 'vitest';
import { isTitleIn, readRowsPage, sourceOf, testsIn } from './rows-page.ts';

const page = await readRowsPage('carbonvoice-rows.md');

/** The cells of the first column of a section. */
function firstCells(heading: string): readonly string[] {
  return page.section(heading).map(([first = '']) => first);
}

describe('the page on Carbon Voice', () => {
  test.each(page.named)('names a test that is there: $file, $name', async ({ file, name }) => {
    expect(isTitleIn(await sourceOf(file), name)).toBe(true);
  });

  test('has every row of the guide and of what differs from it', () => {
    expect(firstCells('Where the two differ')).toEqual(['1', '2', '3', '4', '5', '6', '7', '8']);
    expect(firstCells('Features')).toHaveLength(4);
    expect(firstCells('Fields of a delivery')).toEqual([
      ...['`channel_id`', '`message_guid`', '`parent_message_id`', '`transcript_txt`'],
    ]);
    expect(firstCells('How to')).toEqual([
      ...['Send a message', 'Mark messages as read', 'Attach a link', 'Attach a file'],
      ...['Identify yourself', 'Message an e-mail address'],
    ]);
    expect(firstCells('Troubles')).toEqual([
      ...['Webhook not firing', 'Agent replies to itself', 'Replies go to wrong channel'],
      '401 Unauthorized',
    ]);
  });

  test('names a test in every row, and for what differs one each way', () => {
    for (const cells of page.rows) expect(testsIn(cells.at(-1) ?? '')).toBeGreaterThan(0);
    for (const cells of page.section('Where the two differ')) {
      expect(cells.slice(3).map(testsIn)).not.toContain(0);
    }
  });

  test('has a finding of the doctor for every trouble, with the hop and its test', () => {
    for (const [, , finding = '', tested = ''] of page.section('Troubles')) {
      expect(page.hopsIn(finding)).not.toEqual([]);
      expect(tested).toContain('main/doctor/');
    }
  });
});
