import { Cron } from 'croner';
import { RefusedError } from '../../../shared/errors.ts';

/** More often than this it would be a nuisance, and a model that is asked for it is likely mistaken. */
const leastMs = 300_000;
const runsLookedAt = 12;

/** Cron of five fields as it is kept. Throws RefusedError where it says nothing, never comes, or comes too often. */
export function checkRepeat(pattern: string, timeZone: string, now: number): string {
  const fields = pattern.trim().split(/\s+/u).join(' ');
  const cron = parse(fields, timeZone);
  let at = cron.nextRun(new Date(now))?.getTime() ?? null;
  if (at === null) {
    throw new RefusedError('REPEAT_NEVER', `“${fields}” never comes.`, 'Name days that exist.');
  }
  for (let run = 0; run < runsLookedAt; run += 1) {
    const next = nextRun(fields, timeZone, at);
    if (next === null) break;
    if (next - at < leastMs) {
      throw new RefusedError(
        'REPEAT_TOO_OFTEN',
        'That is more often than every five minutes.',
        'Choose longer distances.',
      );
    }
    at = next;
  }
  return fields;
}

/**
 * The first time after an instant (epoch ms); null when there is none any more. A time that exists twice in a night comes
 * once, one that does not exist comes as soon as the clocks are put forward.
 */
export function nextRun(pattern: string, timeZone: string, after: number): number | null {
  return parse(pattern, timeZone).nextRun(new Date(after))?.getTime() ?? null;
}

/**
 * The same of a pattern that is kept: null as well where it cannot be read any more, because of a zone that this machine
 * does not know, say. What is kept must not hold up everything else.
 */
export function nextKept(pattern: string, timeZone: string, after: number): number | null {
  try {
    return nextRun(pattern, timeZone, after);
  } catch (error) {
    if (error instanceof RefusedError) return null;
    throw error;
  }
}

/** How many times it came from one instant on until another, both included; no more than `most`. */
export function countRuns(
  { repeat, timeZone }: { readonly repeat: string; readonly timeZone: string },
  { from, until, most }: { readonly from: number; readonly until: number; readonly most: number },
): number {
  let count = 0;
  let at: number | null = from;
  while (at !== null && at <= until && count < most) {
    count += 1;
    at = nextKept(repeat, timeZone, at);
  }
  return count;
}

function parse(pattern: string, timezone: string): Cron {
  try {
    // Never started: it only knows when it would run.
    return new Cron(pattern, { timezone, paused: true, mode: '5-part' });
  } catch {
    // TypeError or RangeError is how croner says that it cannot read it.
    throw new RefusedError(
      'REPEAT_UNREADABLE',
      `“${pattern.slice(0, 100)}” is no repetition that I can read.`,
      'Use cron with five fields (minute hour day month weekday), such as “0 9 * * 1-5” for every weekday at 9:00.',
    );
  }
}
