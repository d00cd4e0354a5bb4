import { beforeAll, expect, test } from 'vitest';
import type { KeptNote } from '../../shared/note.ts';
import { ensureBuilt } from './built-app.ts';
import { toLines } from './cli.ts';
import { startInstance, temporaryHome } from './instance.ts';

beforeAll(ensureBuilt);

test('a note is read, changed, deleted and taken back by command', async () => {
  await using home = await temporaryHome();
  await using app = await startInstance({ home: home.path });
  const notes = async (...words: readonly string[]): Promise<readonly KeptNote[]> => {
    const { out } = await app.cli(['notes', ...words]);
    return toLines<KeptNote[]>(out).flat();
  };
  await app.cli(['say', 'Note that the boiler is in the cellar']);
  const [note] = await notes();
  expect(note).toMatchObject({ kind: 'note', text: 'the boiler is in the cellar' });
  const id = note?.id.slice(0, 8) ?? '';

  const edited = await app.cli(['note', 'edit', id, 'the', 'boiler is on the roof']);
  expect(edited.out).toContain('the boiler is on the roof');
  expect((await app.cli(['note', 'delete', id])).code).toBe(0);
  expect(await notes()).toEqual([]);

  await app.cli(['note', 'undo', id]);
  expect(await notes('ROOF')).toMatchObject([{ text: 'the boiler is on the roof' }]);
  await app.cli(['note', 'undo', id]);
  expect(await notes('cellar')).toHaveLength(1);
  expect(await notes('--facts')).toEqual([]);

  const tooFar = await app.cli(['note', 'undo', id]);
  expect([tooFar.code, tooFar.err]).toEqual([1, expect.stringContaining('nothing to take back')]);
  const wrong = await app.cli(['note', 'shout', id]);
  expect([wrong.code, wrong.out]).toEqual([2, '']);
  expect((await app.cli(['contacts'])).out).toBe('[]\n');
});
