import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';
import type { Finding } from './fuzz.ts';
import { mutate } from './mutate.ts';
import type { InputKind } from './mutate.ts';
import { Random } from './random.ts';
import { shorten } from './shorten.ts';

/** What is wrong, with the input that shows it, for people who read a failed test. */
function told({ target, wrong, input }: Finding): string {
  return `${target}: ${wrong}: ${JSON.stringify(Buffer.from(input).toString('latin1').slice(0, 300))}`;
}

test('whatever comes in from outside is read or refused as it should be', async () => {
  const { findings, tallies } = await fuzz({
    targets: new URL('targets/all.ts', import.meta.url).href,
    budget: { seconds: null, runs: 150, maxBytes: 2048 },
    ...{ seed: 8, only: '', hangMs: 60_000, minds: false },
  });
  expect(findings.map(told)).toEqual([]);
  expect(tallies.length).toBeGreaterThan(40);
  for (const { samples } of tallies) expect(samples).toBeGreaterThan(0);
});

test('each way to go wrong is noticed, and what comes after it is run all the same', async () => {
  const { findings, tallies } = await fuzz({
    targets: new URL('broken-targets.ts', import.meta.url).href,
    budget: { seconds: null, runs: 1 },
    ...{ seed: 1, only: '', hangMs: 10_000, minds: true },
  });
  expect(findings.map(({ target, wrong }) => `${target}: ${wrong}`)).toEqual([
    'throws: TypeError at an unknown place: no',
    'promises: a promise is broken',
    'tells: its error tells words of the input',
    'grows: its result is longer than it may be',
    'pollutes: it changed a prototype',
    'hangs: it hangs',
    'dies: it ends the process: RangeError: late',
    'spends: it takes more than a second of the processor',
  ]);
  expect(tallies.map(({ target }) => target)).toContain('last');
});

test('the same seed makes the same inputs, another one others', () => {
  const samples = [Buffer.from('{"a":[1,{"b":"c"}],"d":null}'), Buffer.from('[true]')];
  const made = (kind: InputKind, seed: number): readonly string[] => {
    const random = new Random(seed);
    return Array.from({ length: 50 }, () =>
      mutate({ kind, samples, words: ['x'] }, random).toString('latin1'),
    );
  };
  for (const kind of ['json', 'text', 'bytes'] as const) {
    expect(made(kind, 7)).toEqual(made(kind, 7));
    expect(made(kind, 7)).not.toEqual(made(kind, 8));
    expect(new Set(made(kind, 7)).size).toBeGreaterThan(20);
  }
});

test('what is found is shortened to what it is about', async () => {
  const input = Buffer.from(`${'a'.repeat(500)}!${'b'.repeat(300)}?`);
  const short = await shorten(input, async (one) => one.includes('!') && one.includes('?'));
  expect(short.toString()).toBe('!?');
});
