import { beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from './built-app.ts';
import { runCli, toLines } from './cli.ts';
import type { ExportLine } from './instance.ts';
import { startInstance, temporaryHome } from './instance.ts';

beforeAll(ensureBuilt);

type Found = ExportLine & { readonly snippet: string };

test('words are found in the thread, by a running instance and without one', async () => {
  await using home = await temporaryHome();
  await using app = await startInstance({ home: home.path });
  await app.cli(['say', 'Note that the café opens at nine']);
  await app.cli(['say', 'Something else']);
  const search = async (...words: readonly string[]) =>
    toLines<Found>((await app.cli(['search', ...words])).out);

  const [newest, ...older] = await search('CAFE', 'open');

  expect(newest).toMatchObject({ channel: 'desktop', delivery: 'sent' });
  expect(older.at(-1)).toMatchObject({
    direction: 'in',
    snippet: 'Note that the [café] [opens] at nine',
  });
  expect(await search('"', 'nothing OR else')).toEqual([]);
  expect(await search('else', '--last', '1')).toHaveLength(1);

  await app.cli(['quit']);
  await app.exited;
  const { code, out } = await runCli(['search', 'cafe', '--home', home.path, '--json']);
  expect([code, toLines<Found>(out).at(-1)?.text]).toEqual([0, 'Note that the café opens at nine']);
});
