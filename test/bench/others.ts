import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** /proc counts in ticks of 10 ms. */
const tickMs = 10;

/**
 * Begins to look at what the processors do. The result tells which part of them went to others than us and what we
 * started, in percent; null where the system does not tell (Linux only). Processes of a browser that nobody waited for
 * count as others.
 */
export function watchOthers(): () => number | null {
  const before = look();
  return () => {
    const after = look();
    if (before === null || after === null) return null;
    const others = after.busyMs - before.busyMs - (after.oursMs - before.oursMs);
    const all = (after.atMs - before.atMs) * availableParallelism();
    return Math.round(Math.min(100, Math.max(0, (others / all) * 100)));
  };
}

function look(): {
  readonly atMs: number;
  readonly busyMs: number;
  readonly oursMs: number;
} | null {
  try {
    const [, user = 0, nice = 0, system = 0, , , interrupts = 0, soft = 0] =
      readFileSync('/proc/stat', 'utf8').split('\n')[0]?.split(/\s+/u).map(Number) ?? [];
    // Ours, and of all below us that have ended: user and system each.
    const own = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ').slice(11, 15);
    return {
      atMs: performance.now(),
      busyMs: (user + nice + system + interrupts + soft) * tickMs,
      oursMs: (own ?? []).map(Number).reduce((sum, ticks) => sum + ticks, 0) * tickMs,
    };
  } catch {
    return null;
  }
}
