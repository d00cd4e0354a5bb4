import { RefusedError } from '../../../shared/errors.ts';
import { months, weekdays } from '../../../shared/say-repeat.ts';
import { dayOfWall, toWall } from '../../base/wall-time.ts';
import { readTime } from '../planning/read-time.ts';
import { atTime, wallOf } from '../planning/zoned-time.ts';

/** A time as a model wrote it. `wall` is what clocks of the zone show, `at` the instant (epoch ms). */
export type GivenTime = { readonly wall: number; readonly at: number; readonly isDay: boolean };

const dayMs = 86_400_000;

/** A day, or a time on one, by the clocks of the owner. Throws RefusedError. */
export function readGiven(text: string, timeZone: string): GivenTime {
  const { day, time, at, isSkipped } = readTime(text, timeZone);
  // Some clocks are put forward at midnight: that day begins later.
  if (at === null) return { wall: wallOf(day), at: atTime(day, timeZone), isDay: true };
  if (isSkipped) {
    const wall = wallOf(day, time ?? {});
    throw new RefusedError(
      'CALENDAR_TIME',
      `There is no ${timeOf(wall)} on ${dayWords(wall)} in ${timeZone}: the clocks are put forward then.`,
      'Give another time.',
    );
  }
  return { wall: toWall(at, timeZone), at, isDay: false };
}

/** `Monday, 7 December 2026` of a wall time. */
export function dayWords(wall: number): string {
  const at = new Date(wall);
  const [weekday, month] = [weekdays[at.getUTCDay()], months[at.getUTCMonth()]];
  return `${weekday}, ${at.getUTCDate()} ${month} ${at.getUTCFullYear()}`;
}

/** `15:00` of a wall time. */
export function timeOf(wall: number): string {
  return new Date(wall).toISOString().slice(11, 16);
}

/** `Monday, 7 December 2026, 15:00 to 16:00` of wall times; the other day is named where it is another one. */
export function spanWords(start: number, end: number): string {
  const from = `${dayWords(start)}, ${timeOf(start)}`;
  if (end === start) return from;
  const isSameDay = dayOfWall(start) === dayOfWall(end);
  return `${from} to ${isSameDay ? timeOf(end) : `${dayWords(end)}, ${timeOf(end)}`}`;
}

/** `Monday, 7 December 2026, all day` of wall times; `end` is the midnight after the last day. */
export function daysWords(start: number, end: number): string {
  const last = end - dayMs;
  return last <= start
    ? `${dayWords(start)}, all day`
    : `all days from ${dayWords(start)} to ${dayWords(last)}`;
}
