import { expect, test } from 'vitest';
import { deskScenes } from './desk-scenes.ts';
import { outwardScenes } from './outward-scenes.ts';
import { play } from './play.ts';

const scenes = [...deskScenes, ...outwardScenes];

test('there are 40 scenes, each with a name of its own', () => {
  expect(new Set(scenes.map(({ name }) => name)).size).toBe(40);
});

test.each(scenes)('$name', async (scene) => {
  const { faults } = await play(scene);

  expect(faults).toEqual([]);
});

test('a scene is not content with another call, nor with one too many', async () => {
  const [first, second] = deskScenes;
  if (!first || !second) throw new Error('no scenes');

  const other = await play({ ...first, calls: second.calls }, async function* () {
    yield 'I did nothing.';
  });
  const more = await play({ ...first, never: ['add_task'] });

  expect(other.faults).toEqual([expect.stringContaining('add_task is missing')]);
  expect(more.faults).toEqual(['add_task must not be called']);
});
