import { beforeEach, expect, test } from 'vitest';
import { Emitter } from '../../../../main/base/emitter.ts';
import { silentLogger } from '../../../../main/base/log.ts';
import { Retention } from '../../../../main/thread/keeping/retention.ts';
import type { PruneAnswer, PruneRequest } from '../../../../main/thread/keeping/ports.ts';
import type { ThreadNews } from '../../../../main/thread/news.ts';
import { StoreError } from '../../../../shared/errors.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

let clock: FakeClock;
let asked: PruneRequest[];
let answers: (PruneAnswer | Error)[];
let removed: string[];
let told: string[];
let busy: boolean;
let tried: string[];
let isStuck: boolean;
let stop: AbortController;
beforeEach(() => {
  clock = new FakeClock();
  [asked, answers, removed, told] = [[], [], [], []];
  [busy, isStuck] = [false, false];
  tried = [];
  stop = new AbortController();
});

function start(days: number): Promise<void> {
  const news = new Emitter<ThreadNews>();
  news.on((one) => told.push(...(one.type === 'messages-removed' ? one.messageIds : [])));
  const retention = new Retention({
    store: {
      pruneThread: async (request) => {
        asked.push(request);
        const answer = answers.shift() ?? { ids: [], next: null };
        if (answer instanceof Error) throw answer;
        return answer;
      },
    },
    files: {
      remove: async (ids) => {
        tried.push(...ids);
        if (isStuck && ids.includes('b')) throw new Error('busy');
        removed.push(...ids);
      },
    },
    ...{ days, isBusy: () => busy, news, clock, log: silentLogger },
  });
  const run = retention.run(stop.signal);
  run.catch(() => {});
  return run;
}

test('deletes in small steps what is too old, with its files, and tells who shows it', async () => {
  const next = { at: 5, id: 'b' };
  answers.push({ ids: ['a', 'b'], next }, { ids: ['c'], next: null });
  void start(30);
  expect(asked).toEqual([]);

  await clock.advanceAsync(130_000);

  expect(asked.map(({ after }) => after)).toEqual([null, next]);
  const [{ before } = { before: 0 }] = asked;
  expect(clock.now() - before).toBeGreaterThanOrEqual(30 * dayMs);
  expect(removed).toEqual(['a', 'b', 'c']);
  expect(told).toEqual(['a', 'b', 'c']);

  await clock.advanceAsync(hourMs);
  expect(asked).toHaveLength(3);
});

test('waits for the end of a call, also in between', async () => {
  answers.push({ ids: ['a'], next: { at: 1, id: 'a' } });
  busy = true;
  void start(1);
  await clock.advanceAsync(hourMs / 2);
  expect(asked).toEqual([]);

  busy = false;
  await clock.advanceAsync(31_000);

  expect(asked).toHaveLength(2);
});

test('goes on after a failure', async () => {
  answers.push(new StoreError('STORE_FAILED', 'The disk is full.'));
  void start(1);
  await clock.advanceAsync(130_000);
  expect(asked).toHaveLength(1);

  await clock.advanceAsync(hourMs);

  expect(asked).toHaveLength(2);
});

test('does nothing where everything is kept', async () => {
  await start(0);

  await clock.advanceAsync(2 * hourMs);
  expect([asked, removed]).toEqual([[], []]);
});

test('ends with the signal', async () => {
  const run = start(1);

  stop.abort();

  await expect(run).rejects.toThrow('aborted');
});

test('tells of what is deleted though a file sticks, and tries that one alone again', async () => {
  answers.push({ ids: ['a', 'b'], next: { at: 5, id: 'b' } }, { ids: ['c'], next: null });
  isStuck = true;
  void start(30);
  await clock.advanceAsync(130_000);
  expect(told).toEqual(['a', 'b', 'c']);
  expect(removed).toEqual(['a', 'c']);

  await clock.advanceAsync(hourMs);
  expect(tried).toEqual(['a', 'b', 'c', 'b']);
  isStuck = false;
  await clock.advanceAsync(2 * hourMs);

  expect(removed).toEqual(['a', 'c', 'b']);
  expect(tried).toEqual(['a', 'b', 'c', 'b', 'b']);
});
