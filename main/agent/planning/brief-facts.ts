import { AppError, isAbort } from '../../../shared/errors.ts';
import type { Reminder, Task } from '../../../shared/planning.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import { folded } from '../../base/clean-text.ts';
import { describeReminder, describeTask } from './plan-words.ts';
import type { CalendarEvent } from '../tools/calendar-ports.ts';
import type { BriefSources, CalendarReader } from './ports.ts';
import { nextKept } from './recurrence.ts';
import type { Here } from './say-time.ts';
import { addDays, atTime, dayOf, timeOf } from './zoned-time.ts';

/** One part of a brief; empty ones are left out of it. */
export type BriefSection = { readonly title: string; readonly lines: readonly string[] };

export type BriefWish = {
  /** The local date that it is about. */
  readonly day: string;
  /** In the evening also what was done, and what comes tomorrow. */
  readonly kind: 'day' | 'evening';
};

export type BriefPorts = {
  readonly sources: BriefSources;
  /** Null where none is set up. */
  readonly calendar: CalendarReader | null;
};

export type Gathering = { readonly ports: BriefPorts; readonly signal: AbortSignal };

const mostLines = 12;
const mostRead = 500;
const quoteChars = 160;
const dayMs = 86_400_000;
/** A message that waits so long, in ms, is worth a word. */
const slowMs = 600_000;

/** Everything that a brief tells, gathered by code. Throws on abort and on a broken store only. */
export async function gatherBrief(
  wish: BriefWish,
  here: Here,
  gathering: Gathering,
): Promise<readonly BriefSection[]> {
  const { ports } = gathering;
  const isToday = wish.day === dayOf(here.now, here.timeZone);
  const tomorrow = addDays(wish.day, 1);
  const isEvening = wish.kind === 'evening';
  const sections = [
    ...(isEvening ? [] : await planOf({ day: wish.day, when: '' }, here, gathering)),
    ...(isEvening ? [await doneToday(wish.day, here, ports)] : []),
    ...(isEvening ? await planOf({ day: tomorrow, when: ' tomorrow' }, here, gathering) : []),
    ...(isToday ? await newsOf(here, ports.sources) : []),
  ];
  return sections.filter(({ lines }) => lines.length > 0).map(shortened);
}

/** For people, and for a model to put into words. */
export function briefText(sections: readonly BriefSection[]): string {
  return sections
    .map(({ title, lines }) => [`**${title}**`, ...lines.map((line) => `- ${line}`)].join('\n'))
    .join('\n\n');
}

async function planOf(
  { day, when }: { readonly day: string; readonly when: string },
  here: Here,
  gathering: Gathering,
): Promise<readonly BriefSection[]> {
  const { sources } = gathering.ports;
  const from = atTime(day, here.timeZone);
  const to = atTime(addDays(day, 1), here.timeZone);
  const tasks = await sources.listTasks({ state: 'open', limit: mostRead });
  const due = tasks.filter(({ dueAt }) => dueAt !== null && dueAt <= to);
  const reminders = await sources.listReminders({ all: false, limit: mostRead });
  const range = { from: Math.max(from, here.now), to };
  return [
    { title: `Calendar${when}`, lines: await calendarLines({ from, to }, here, gathering) },
    {
      title: when === '' ? 'Due and overdue' : `Due${when}, and overdue`,
      lines: taskLines(due, here),
    },
    { title: `Reminders${when}`, lines: reminderLines(reminders, range, here) },
  ];
}

function taskLines(tasks: readonly Task[], here: Here): readonly string[] {
  return tasks.map((task) => describeTask(task, here));
}

/** Those that come in the range, with the first time in it. */
function reminderLines(
  reminders: readonly Reminder[],
  { from, to }: { readonly from: number; readonly to: number },
  here: Here,
): readonly string[] {
  const coming = reminders.map((one) => ({ ...one, nextAt: firstIn(one, from) }));
  return coming
    .filter(({ nextAt }) => nextAt !== null && nextAt < to)
    .toSorted((a, b) => (a.nextAt ?? 0) - (b.nextAt ?? 0))
    .map((one) => describeReminder(one, here));
}

function firstIn({ nextAt, repeat, timeZone }: Reminder, from: number): number | null {
  if (nextAt === null || nextAt >= from) return nextAt;
  return repeat === null ? nextAt : nextKept(repeat, timeZone, from - 1);
}

async function calendarLines(
  range: { readonly from: number; readonly to: number },
  { timeZone }: Here,
  { ports, signal }: Gathering,
): Promise<readonly string[]> {
  const { calendar } = ports;
  if (calendar === null) return [];
  try {
    const events = await calendar.events(range, signal);
    return events.map((event) => describeEvent(event, timeZone));
  } catch (error) {
    if (signal.aborted || isAbort(error)) throw error;
    const why = error instanceof AppError ? error.message : 'It failed in an unexpected way.';
    return [`The calendar could not be read: ${why}`];
  }
}

function describeEvent(
  { title, start, end, place, isAllDay }: CalendarEvent,
  zone: string,
): string {
  const time = isAllDay ? 'all day' : `${timeOf(start, zone)}–${timeOf(end, zone)}`;
  return `${time} ${folded(title)}${place === null || place === '' ? '' : `, ${folded(place)}`}`;
}

async function doneToday(day: string, here: Here, { sources }: BriefPorts): Promise<BriefSection> {
  const since = atTime(day, here.timeZone);
  const done = await sources.listTasks({ state: 'done', limit: mostRead });
  const lines = done.filter(({ changedAt }) => changedAt >= since).map(({ title }) => `“${title}”`);
  return { title: 'Done today', lines };
}

/** What came from outside, and what hangs. */
async function newsOf({ now }: Here, sources: BriefSources): Promise<readonly BriefSection[]> {
  const actions = await sources.openActions();
  const others = await sources.othersSince({ since: now - dayMs, limit: mostRead });
  const entries = await sources.ledgerEntries();
  const stuck = entries.filter(
    ({ state, at }) => state === 'failed' || state === 'unknown' || now - at > slowMs,
  );
  return [
    {
      title: 'Waiting for your yes',
      lines: actions
        .filter(({ state }) => state === 'pending')
        .map(({ summary }) => folded(summary)),
    },
    { title: 'From others in the last day', lines: newest(others.map(describeMessage)) },
    {
      title: 'Not sent, or not answered',
      lines: stuck.map(({ state, text, reason }) => `${quote(text)}: ${reason ?? state}`),
    },
  ];
}

function describeMessage({ direction, author, text, channel }: ThreadMessage): string {
  return direction === 'in' && channel !== 'system'
    ? `${folded(author)}: ${quote(text)}`
    : quote(text);
}

function quote(text: string): string {
  const words = folded(text);
  return words.length > quoteChars ? `“${words.slice(0, quoteChars - 1)}…”` : `“${words}”`;
}

/** The last of what comes in the order of time: what was said last counts most. */
function newest(lines: readonly string[]): readonly string[] {
  if (lines.length <= mostLines) return lines;
  return [`${lines.length - mostLines + 1} older ones`, ...lines.slice(1 - mostLines)];
}

/** The first of what there is too much of. */
function shortened({ title, lines }: BriefSection): BriefSection {
  if (lines.length <= mostLines) return { title, lines };
  const more = `and ${lines.length - mostLines} more`;
  return { title, lines: [...lines.slice(0, mostLines), more] };
}
