import { expect, test } from 'vitest';
import { TokenAge } from '../../../main/carbonvoice/token-age.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';

const dayMs = 86_400_000;
const startAt = Date.UTC(2026, 10, 20, 9);

function setUp() {
  const ledger = openMemoryLedger();
  const clock = new FakeClock(startAt);
  const told: ThreadMessage[] = [];
  const tokens = { now: 'cv_pat_first' };
  const restart = (): TokenAge =>
    new TokenAge({
      ...{ ages: ledger, clock, onTold: (message) => told.push(message) },
      token: () => Promise.resolve(tokens.now),
    });
  const texts = (): readonly string[] => [...ledger.messages.values()].map(({ text }) => text);
  return { ledger, clock, told, tokens, restart, texts };
}

test('tells the end of a token a week before and on the last day, once each, over restarts', async () => {
  const { clock, told, restart, texts } = setUp();
  const ends: [number, number | null][] = [];

  for (let day = 0; day <= 364; day += 1) {
    for (let look = 0; look < 3; look += 1) ends.push([day, await restart().look()]);
    clock.advance(dayMs);
  }

  expect(texts()).toEqual([
    expect.stringContaining('ends on 2027-11-20 at the latest'),
    expect.stringContaining('ends on 2027-11-20 at the latest'),
  ]);
  expect(texts()[0]).toContain('secret set carbonvoice-pat');
  expect(told.map(({ at }) => (at - startAt) / dayMs)).toEqual([358, 364]);
  expect(ends.find(([, end]) => end !== null)?.[0]).toBe(358);
});

test('begins anew with another token, also when the old one comes back', async () => {
  const { clock, tokens, restart, texts } = setUp();
  await restart().look();
  clock.advance(360 * dayMs);
  tokens.now = 'cv_pat_second';

  expect(await restart().look()).toBeNull();
  clock.advance(350 * dayMs);
  expect(await restart().look()).toBeNull();
  expect(texts()).toEqual([]);
});

test('tells only the last day when nothing ran in the week before', async () => {
  const { clock, restart, texts } = setUp();
  await restart().look();
  clock.advance(365 * dayMs);

  await restart().look();
  await restart().look();

  expect(texts()).toHaveLength(1);
});

test('keeps no token, and no hash of it that could be looked up', async () => {
  const { ledger, restart } = setUp();
  const other = setUp();
  await restart().look();
  await other.restart().look();

  const kept = await ledger.readTokenAge({ service: 'carbonvoice' });
  const elsewhere = await other.ledger.readTokenAge({ service: 'carbonvoice' });

  expect(JSON.stringify(kept)).not.toContain('cv_pat');
  expect(kept?.hash).not.toBe(elsewhere?.hash);
});
