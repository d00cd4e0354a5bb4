import { expect, test } from 'vitest';
import { RunEnds } from '../../../main/web/run-ends.ts';

test('one run follows another, as itself or as a rehearsal, until it is to quit', async () => {
  const ends = new RunEnds();
  const first = ends.next();
  ends.restart(true);
  ends.restart(false);
  expect(await first).toEqual({ type: 'restart', rehearsal: true });

  const second = ends.next();
  ends.quit();
  ends.restart(true);
  expect(await second).toEqual({ type: 'quit' });
});

test('a signal while it starts anew makes that run the last', async () => {
  const ends = new RunEnds();
  const first = ends.next();
  ends.restart(false);
  await first;
  ends.quit();
  expect(await ends.next()).toEqual({ type: 'quit' });
});

test('a wish that came before a run is not about it', async () => {
  const ends = new RunEnds();
  ends.restart(true);
  const run = ends.next();
  ends.restart(false);
  expect(await run).toEqual({ type: 'restart', rehearsal: false });
});
