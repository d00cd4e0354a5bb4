import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { openJournal } from '../../../main/rehearsal/journal.ts';
import { temporaryFolder } from './carbonvoice/harness.ts';

const schema = z.object({ n: z.number() });

async function path(): Promise<string> {
  return join(await temporaryFolder(), 'file.jsonl');
}

test('gives back what was appended and keeps the file to its owner', async () => {
  const file = await path();
  const { journal, lines } = openJournal(file, schema);
  journal.append({ n: 1 });
  journal.append({ n: 2 });
  journal.close();
  journal.close();
  expect(lines).toEqual([]);
  const again = openJournal(file, schema);
  expect(again.lines).toEqual([{ n: 1 }, { n: 2 }]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  again.journal.close();
});

test.each([
  ['half a line', '{"n":'],
  ['a line of nothing', '\0\0\0\n'],
  ['a line that is cut but ended', '{"n":\n'],
])('drops %s at the end and appends cleanly after it', async (_name, torn) => {
  const file = await path();
  await writeFile(file, `{"n":1}\n${torn}`);
  const { journal, lines } = openJournal(file, schema);
  journal.append({ n: 2 });
  journal.close();
  expect(lines).toEqual([{ n: 1 }]);
  expect(await readFile(file, 'utf8')).toBe('{"n":1}\n{"n":2}\n');
});

test('refuses a file that is damaged in the middle and leaves it alone', async () => {
  const file = await path();
  await appendFile(file, '{"n":1}\n{"m":2}\n{"n":3}\n');
  expect(() => openJournal(file, schema)).toThrow(
    expect.objectContaining({ kind: 'store', message: expect.stringContaining('Line 2') }),
  );
  expect(await readFile(file, 'utf8')).toBe('{"n":1}\n{"m":2}\n{"n":3}\n');
});

test('reports a file that cannot be opened as a failure of the store', async () => {
  expect(() => openJournal(join('/nowhere', 'file'), schema)).toThrow(
    expect.objectContaining({ code: 'REHEARSAL_JOURNAL_OPEN' }),
  );
});

test('refuses to append once it is closed', async () => {
  const { journal } = openJournal(await path(), schema);
  journal.close();
  expect(() => journal.append({ n: 1 })).toThrow(
    expect.objectContaining({ code: 'REHEARSAL_CLOSED' }),
  );
});
