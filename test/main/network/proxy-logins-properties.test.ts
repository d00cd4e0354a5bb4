import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createRules } from '../../../main/base/proxy.ts';
import type { ProxyServer } from '../../../main/base/proxy.ts';
import { withLogin } from '../../../main/base/proxy-logins.ts';
import { AuthError, NetworkError } from '../../../shared/errors.ts';

const limitMs = 4000;
const patienceMs = 1500;
const minuteMs = 60_000;

/** A wish `afterMs` after the one before; the proxy judges it in time, or its target answers nobody. */
type Wish = { readonly afterMs: number; readonly takesMs: number; readonly isSilent: boolean };
/** `judgedAt`: when the proxy told what it makes of the password; `Infinity` for never. */
type Showing = { readonly at: number; endedAt: number; judgedAt: number };

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => void vi.useRealTimers());

function newProxy(): ProxyServer {
  const parts = { setting: 'http://anna@127.0.0.1:1', env: {}, password: async () => null };
  const found = createRules(parts)?.for(new URL('https://service.example')) ?? null;
  if (found === null) throw new Error('no proxy');
  return found;
}

/** Plays the wishes; resolves with what was shown to the proxy, and how long each wish took. */
async function play(wishes: readonly Wish[], isRight: boolean) {
  const proxy = newProxy();
  const showings: Showing[] = [];
  const tookMs: number[] = [];
  const ask = async ({ takesMs, isSilent }: Wish, beganAt: number): Promise<void> => {
    const showing = { at: performance.now(), endedAt: Infinity, judgedAt: Infinity };
    showings.push(showing);
    const leftMs = Math.max(0, beganAt + limitMs - performance.now());
    await new Promise((resolve) => setTimeout(resolve, isSilent ? leftMs : takesMs));
    showing.endedAt = performance.now();
    if (isSilent) throw new NetworkError('PROXY_SILENT', 'It does not answer.');
    showing.judgedAt = showing.endedAt;
    if (!isRight) throw new AuthError('PROXY_AUTH', 'It refuses.');
  };
  const all: Promise<unknown>[] = [];
  for (const wish of wishes) {
    await vi.advanceTimersByTimeAsync(wish.afterMs);
    const at = performance.now();
    const done = withLogin(proxy, 'Basic x', () => ask(wish, at)).catch(() => null);
    all.push(done.then(() => tookMs.push(performance.now() - at)));
  }
  await vi.advanceTimersByTimeAsync(minuteMs);
  await Promise.all(all);
  return { showings, tookMs };
}

function firstJudged(showings: readonly Showing[]): number {
  return Math.min(...showings.map(({ judgedAt }) => judgedAt));
}

const wishes = (silent: fc.Arbitrary<boolean>): fc.Arbitrary<Wish[]> =>
  fc.array(
    fc.record({
      afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3000 })),
      takesMs: fc.integer({ min: 0, max: 400 }),
      isSilent: silent,
    }),
    { minLength: 1, maxLength: 15 },
  );

const runs = { numRuns: 100 };

describe('whoever asks for what and when', () => {
  test('an unknown password is shown to a proxy by one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(wishes(fc.boolean()), fc.boolean(), async (all, isRight) => {
        const { showings } = await play(all, isRight);
        const knownAt = firstJudged(showings);
        const unknown = showings.filter(({ at }) => at < knownAt);
        const beside = unknown.filter((one, index) =>
          unknown
            .slice(0, index)
            .some(({ at, endedAt }) => one.at - at < patienceMs && endedAt > one.at),
        );
        expect(beside).toEqual([]);
      }),
      runs,
    );
  });

  test('a refused password is shown no more for a minute', async () => {
    await fc.assert(
      fc.asyncProperty(wishes(fc.boolean()), async (all) => {
        const { showings } = await play(all, false);
        const refusedAt = firstJudged(showings);
        expect(showings.filter(({ at }) => at > refusedAt && at < refusedAt + minuteMs)).toEqual(
          [],
        );
      }),
      runs,
    );
  });

  test('one target that answers nobody costs no other more than its patience', async () => {
    await fc.assert(
      fc.asyncProperty(wishes(fc.constant(false)), fc.nat(14), async (all, at) => {
        const silent = { afterMs: 0, takesMs: 0, isSilent: true };
        const { tookMs } = await play(all.toSpliced(at, 0, silent), true);
        const slow = tookMs.filter((ms) => ms > patienceMs + 2 * 400);
        expect(slow.length).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });
});
