import { expect, test } from 'vitest';
import { restarter } from '../../../../main/app/setup/setup.ts';

function open(held: readonly (readonly [string, string])[], keepsHeld: boolean) {
  const done: boolean[] = [];
  const host = {
    ...{ held: new Map(held), keepsHeld },
    restart: (rehearsal: boolean) => void done.push(rehearsal),
  };
  return { done, restart: restarter({ host, phone: { desk: { calls: [] } } }) };
}

test('is asked of the host once the answer has left', async () => {
  const { done, restart } = open([['llm-key', 'sk-1']], true);
  restart(true);
  expect(done).toEqual([]);
  await expect.poll(() => done).toEqual([true]);
});

test('is refused where it would lose secrets, by their names alone', () => {
  const { restart } = open([['llm-key', 'sk-1']], false);
  expect(() => restart(false)).toThrow(/no keychain took: llm-key\.$/u);
  expect(() => open([], false).restart(false)).not.toThrow();
});
