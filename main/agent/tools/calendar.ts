import { z } from 'zod';
import { AppError, RefusedError } from '../../../shared/errors.ts';
import { toInstant, toWall } from '../../base/wall-time.ts';
import type { EventWish, OwnerCalendars, TimeRange } from './calendar-ports.ts';
import { daysWords, readGiven, spanWords } from './calendar-times.ts';
import type { GivenTime } from './calendar-times.ts';
import { tellEvents, tellFree, tellOverlaps } from './calendar-words.ts';
import { defineTool } from './tool.ts';
import type { AnyTool, ToolContext } from './tool.ts';

const dayMs = 86_400_000;
const yearMs = 366 * dayMs;
const usualMinutes = 60;
/** A question and a summary must not hold up the owner's yes for long. */
const checkLimitMs = 10_000;

const time = z.string().min(1).max(60);
const line = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]*$/u, 'must be one line of plain text');

const readSchema = z.strictObject({
  from: time.optional().describe('2026-12-07 or 2026-12-07T09:00, the owner’s local time. Today.'),
  until: time.optional().describe('As from; a day counts to its end. The end of the day of from.'),
  free: z.boolean().optional().describe('True: only when the owner is busy and free.'),
});
type Read = z.infer<typeof readSchema>;

const addSchema = z.strictObject({
  title: line,
  start: time.describe('2026-12-07T15:00, the owner’s local time; 2026-12-07 for a whole day.'),
  end: time.optional().describe('As start; of whole days the last one.'),
  minutes: z.int().min(1).max(44_640).optional().describe('Instead of end. 60.'),
  place: line.optional(),
  people: z.array(line).max(50).optional().describe('Who is there. They are not invited.'),
  calendar: line.optional().describe('Only where there are several to choose from.'),
});
type Add = z.infer<typeof addSchema>;

/** The owner's calendars, for the owner's turns. */
export function createCalendarTools(calendars: OwnerCalendars): readonly AnyTool[] {
  return [readCalendar(calendars), addEvent(calendars)];
}

function readCalendar(calendars: OwnerCalendars): AnyTool {
  return defineTool<Read>({
    name: 'read_calendar',
    description:
      'Reads your owner’s calendars: what is on, and when they are free. Ask for the shortest time that answers the question.',
    schema: readSchema,
    effect: 'fetches',
    from: 'owner',
    meanwhile: 'One moment, I am looking at the calendar.',
    check: (args, context) => void rangeOf(args, context),
    summarize: (args, context) => {
      const { from, to } = rangeOf(args, context).walls;
      return `Look at the calendar: ${spanWords(from, to)}.`;
    },
    run: async (args, context, signal) => {
      const { range } = rangeOf(args, context);
      const view = await calendars.view(range, signal);
      const asked = { range, timeZone: context.timeZone };
      const text = args.free === true ? tellFree(view, asked) : tellEvents(view, asked);
      return { text, outside: 'the owner’s calendars, which others write into as well' };
    },
  });
}

function addEvent(calendars: OwnerCalendars): AnyTool {
  return defineTool<Add>({
    name: 'add_event',
    description:
      'Puts an event into a calendar of your owner, after their yes. Nobody is invited. Read the calendar first where you do not know whether the time is free.',
    schema: addSchema,
    effect: 'leaves',
    from: 'owner',
    repeatable: true,
    meanwhile: 'One moment, I am looking at the calendar.',
    check: async (args, context) => {
      spanOf(args, context);
      await calendars.findWritable(args.calendar ?? null, AbortSignal.timeout(checkLimitMs));
    },
    summarize: async (args, context) => {
      const signal = AbortSignal.timeout(checkLimitMs);
      const calendar = await calendars.findWritable(args.calendar ?? null, signal);
      const overlaps = await overlapsOf(calendars, args, context);
      return [`${wordsOf(args, context, calendar)}. Nobody is invited.`, overlaps].join(' ').trim();
    },
    run: async (args, context, signal) => {
      const calendar = await calendars.findWritable(args.calendar ?? null, signal);
      await calendars.add(calendar, wishOf(args, context), signal);
      return { text: `Done: ${wordsOf(args, context, calendar)}. Nobody was invited.` };
    },
  });
}

type Range = { readonly range: TimeRange; readonly walls: TimeRange };

function rangeOf({ from, until }: Read, { timeZone, now }: ToolContext): Range {
  const today = new Date(toWall(now, timeZone)).toISOString().slice(0, 10);
  const start = readGiven(from ?? today, timeZone);
  const end = readGiven(until ?? from?.slice(0, 10) ?? today, timeZone);
  const walls = { from: start.wall, to: end.isDay ? end.wall + dayMs : end.wall };
  const range = { from: start.at, to: toInstant(walls.to, timeZone) };
  if (range.to <= range.from) throw backwards();
  if (range.to - range.from > yearMs) {
    throw new RefusedError('CALENDAR_TIME', 'That is more than a year.', 'Ask for a shorter time.');
  }
  if (Math.abs(range.from - now) > 20 * yearMs) throw farAway();
  return { range, walls };
}

type Span = TimeRange & { readonly isAllDay: boolean; readonly walls: TimeRange };

function spanOf(args: Add, { timeZone, now }: ToolContext): Span {
  const first = readGiven(args.start, timeZone);
  const last = args.end === undefined ? null : readGiven(args.end, timeZone);
  const fault = misfitOf(args, first, last);
  if (fault !== null) throw new RefusedError('CALENDAR_TIME', ...fault);
  if (Math.abs(first.at - now) > 10 * yearMs) throw farAway();
  const isAllDay = first.isDay;
  const to = isAllDay
    ? toInstant((last ?? first).wall + dayMs, timeZone)
    : (last?.at ?? first.at + (args.minutes ?? usualMinutes) * 60_000);
  if (to <= first.at) throw backwards();
  if (to - first.at > yearMs) {
    throw new RefusedError('CALENDAR_TIME', 'That is longer than a year.', 'Give another end.');
  }
  const walls = { from: first.wall, to: toWall(to, timeZone) };
  return { from: first.at, to, isAllDay, walls };
}

/** What does not go together, and what to do. */
function misfitOf(
  { end, minutes }: Add,
  first: GivenTime,
  last: GivenTime | null,
): readonly [string, string] | null {
  if (end !== undefined && minutes !== undefined) {
    return ['Both end and minutes are given.', 'Give one of them.'];
  }
  if (minutes !== undefined && first.isDay) {
    return ['It is not said at what time it starts.', 'Give start as 2026-12-07T15:00.'];
  }
  if (last === null || last.isDay === first.isDay) return null;
  return ['One of start and end is a day, the other a time.', 'Give two days or two times.'];
}

function wishOf(args: Add, context: ToolContext): EventWish {
  const { from, to, isAllDay, walls } = spanOf(args, context);
  const { title, place = null, people = [] } = args;
  return {
    uid: `adjutant-${context.actionId}`,
    ...{ title, isAllDay, place },
    start: isAllDay ? walls.from : from,
    end: isAllDay ? walls.to : to,
    notes: people.length === 0 ? null : `With: ${people.join(', ')}`,
    madeAt: context.now,
  };
}

/** What the event will be, in one sentence without its full stop. */
function wordsOf(args: Add, context: ToolContext, calendar: string): string {
  const { title, place, people = [] } = args;
  const { isAllDay, walls, to } = spanOf(args, context);
  const when = isAllDay ? daysWords(walls.from, walls.to) : spanWords(walls.from, walls.to);
  return [
    `Put “${title}” into the calendar “${calendar}”: ${when} (${context.timeZone})`,
    ...(place === undefined ? [] : [`place: ${place}`]),
    ...(people.length === 0 ? [] : [`with ${people.join(', ')}`]),
    ...(to < context.now ? ['which is in the past'] : []),
  ].join(', ');
}

/** Conflicts are told, but no calendar that cannot be read stands in the way. */
async function overlapsOf(
  calendars: OwnerCalendars,
  args: Add,
  context: ToolContext,
): Promise<string> {
  const { from, to, isAllDay } = spanOf(args, context);
  if (isAllDay) return '';
  const unknown = 'Whether it overlaps with something is not known.';
  try {
    const view = await calendars.view({ from, to }, AbortSignal.timeout(checkLimitMs));
    return [tellOverlaps(view, context.timeZone), ...(view.isWhole ? [] : [unknown])]
      .join(' ')
      .trim();
  } catch (error) {
    if (error instanceof AppError) return unknown;
    throw error;
  }
}

function backwards(): RefusedError {
  return new RefusedError(
    'CALENDAR_TIME',
    'The end is not after the start.',
    'Give a later end; a time after midnight needs its own date.',
  );
}

function farAway(): RefusedError {
  return new RefusedError(
    'CALENDAR_TIME',
    'That date is too far away to be meant.',
    'Check the year.',
  );
}
