import { dayOfWall, toWall } from '../../base/wall-time.ts';
import type { CalendarEvent, CalendarView, TimeRange } from './calendar-ports.ts';
import { dayWords, spanWords, timeOf } from './calendar-times.ts';

export type Asked = {
  readonly range: TimeRange;
  readonly timeZone: string;
};

const maxEvents = 120;
const dayMs = 86_400_000;
/** A shorter gap between two events is no free time. */
const minFreeMs = 15 * 60_000;

/** What is in the calendars, day by day, for the model to read. */
export function tellEvents({ events, notes, isWhole }: CalendarView, asked: Asked): string {
  const { timeZone } = asked;
  const shown = events.slice(0, maxEvents);
  const lines: string[] = [headOf(asked), ...notes];
  if (events.length === 0) lines.push(isWhole ? 'Nothing is in it.' : 'Nothing else is known.');
  let day = Number.NaN;
  for (const event of shown) {
    // What began before is told on the first day.
    const wall = toWall(Math.max(event.start, asked.range.from), timeZone);
    if (dayOfWall(wall) !== day) lines.push(`${dayWords(wall)}:`);
    day = dayOfWall(wall);
    lines.push(`- ${lineOf(event, timeZone)}`);
  }
  const left = events.length - shown.length;
  if (left > 0) lines.push(`${left} more are not shown: ask for a shorter time.`);
  return lines.join('\n');
}

/** When the owner is free and when not, without what it is that takes the time. */
export function tellFree({ events, notes, isWhole }: CalendarView, asked: Asked): string {
  const { range, timeZone } = asked;
  const busy = merge(events, range);
  const free = gaps(busy, range).filter(({ from, to }) => to - from >= minFreeMs);
  const say = ({ from, to }: TimeRange): string =>
    `- ${spanWords(toWall(from, timeZone), toWall(to, timeZone))}`;
  const unsure = isWhole ? '' : ' as far as is known';
  return [
    headOf(asked),
    ...notes,
    ...(busy.length === 0 ? [`Nothing takes time${unsure}.`] : ['Busy:', ...busy.map(say)]),
    ...(free.length === 0
      ? [`There is no free time${unsure}.`]
      : [`Free${unsure}:`, ...free.map(say)]),
  ].join('\n');
}

/** When events lie in a range, without their titles: those are words of others. */
export function tellOverlaps({ events }: CalendarView, timeZone: string): string {
  const busy = events.filter(({ isBusy, isAllDay }) => isBusy && !isAllDay);
  if (busy.length === 0) return '';
  const spans = busy
    .slice(0, 5)
    .map(({ start, end }) => `${timeOf(toWall(start, timeZone))}–${timeOf(toWall(end, timeZone))}`);
  const more = busy.length > spans.length ? ` and ${busy.length - spans.length} more` : '';
  const what = busy.length === 1 ? 'another event' : `${busy.length} other events`;
  return `It overlaps with ${what}: ${spans.join(', ')}${more}.`;
}

function headOf({ range, timeZone }: Asked): string {
  const span = spanWords(toWall(range.from, timeZone), toWall(range.to, timeZone));
  return `Your owner’s calendars, ${span} (${timeZone}):`;
}

function lineOf(event: CalendarEvent, timeZone: string): string {
  const { title, place, calendar, isBusy } = event;
  const further = [
    ...(place === null ? [] : [`place: ${place}`]),
    `calendar: ${calendar}`,
    ...(isBusy ? [] : ['takes no time']),
  ];
  return `${whenOf(event, timeZone)} ${title} (${further.join('; ')})`;
}

function whenOf({ start, end, isAllDay }: CalendarEvent, timeZone: string): string {
  const [from, to] = [toWall(start, timeZone), toWall(end, timeZone)];
  if (isAllDay) {
    const last = to - dayMs;
    return last <= from ? 'all day' : `all day, ${dayWords(from)} to ${dayWords(last)}`;
  }
  if (dayOfWall(from) === dayOfWall(to) || to === from) {
    return to === from ? timeOf(from) : `${timeOf(from)}–${timeOf(to)}`;
  }
  return spanWords(from, to);
}

/** Times that are taken, each once, cut to the range. */
function merge(events: readonly CalendarEvent[], range: TimeRange): readonly TimeRange[] {
  const merged: { from: number; to: number }[] = [];
  for (const { start, end, isBusy } of events) {
    const from = Math.max(start, range.from);
    const to = Math.min(end, range.to);
    if (!isBusy || to <= from) continue;
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

function gaps(busy: readonly TimeRange[], { from, to }: TimeRange): readonly TimeRange[] {
  const starts = [from, ...busy.map((one) => one.to)];
  const ends = [...busy.map((one) => one.from), to];
  return starts.map((start, index) => ({ from: start, to: ends[index] ?? to }));
}
