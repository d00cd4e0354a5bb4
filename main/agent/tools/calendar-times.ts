import { RefusedError } from '../../../shared/errors.ts';
import { dayOfWall, isShown, toInstant, toWall } from '../../base/wall-time.ts';

/** A time as a model wrote it. `wall` is what clocks of the zone show, `at` the instant (epoch ms). */
export type GivenTime = { readonly wall: number; readonly at: number; readonly isDay: boolean };

const dayMs = 86_400_000;
const earliest = Date.UTC(1900, 0);
const form =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/u;
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];

/** A day, or a time on one, by the clocks of the owner. Throws RefusedError. */
export function readTime(text: string, timeZone: string): GivenTime {
  const found = form.exec(text.trim());
  const written = found === null ? Number.NaN : wallIn(found);
  if (found === null || Number.isNaN(written)) {
    throw new RefusedError(
      'CALENDAR_TIME',
      `${JSON.stringify(text.slice(0, 60))} is no date that there is.`,
      `Write 2026-12-07 or 2026-12-07T15:00, as clocks show it in ${timeZone}.`,
    );
  }
  const isDay = found[4] === undefined;
  const offset = found[7];
  if (offset !== undefined) {
    const at = written - offsetMs(offset);
    return { at, wall: toWall(at, timeZone), isDay };
  }
  // Some clocks are put forward at midnight: that day begins later.
  if (!isDay && !isShown(written, timeZone)) {
    throw new RefusedError(
      'CALENDAR_TIME',
      `There is no ${timeOf(written)} on ${dayWords(written)} in ${timeZone}: the clocks are put forward then.`,
      'Give another time.',
    );
  }
  return { wall: written, at: toInstant(written, timeZone), isDay };
}

/** NaN for what is not in the calendar, such as 30 February. */
function wallIn([, year, month, day, hour = '00', minute = '00', second = '00']: RegExpExecArray) {
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const wall = Date.parse(written);
  // A day too many is taken as one of the next month.
  const isThere = wall >= earliest && new Date(wall).toISOString() === written;
  return isThere ? wall : Number.NaN;
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const sign = offset.startsWith('-') ? -1 : 1;
  return sign * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6))) * 60_000;
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
