import type { Task } from '../../../shared/planning.ts';
import type { TaskChange } from './ports.ts';
import { checkZone, readDue } from './read-time.ts';
import type { Here } from './say-time.ts';
import { addDays, atTime } from './zoned-time.ts';

/** What a tool is told of a task; undefined where it says nothing, null where something is to be taken away. */
export type TaskWish = {
  readonly state?: Task['state'] | null | undefined;
  readonly title?: string | null | undefined;
  readonly due?: string | null | undefined;
  readonly waitingFor?: string | null | undefined;
  readonly people?: readonly string[] | null | undefined;
  readonly note?: string | null | undefined;
  readonly timeZone?: string | null | undefined;
};

/** Until when; `due` is local to the zone, `dueAt` epoch ms. */
export type DueTime = { readonly due: string; readonly dueAt: number; readonly timeZone: string };

/** On a follow-up that is due on a day the owner hears in the morning after it. */
const morning = { hour: 9 };

/** What is to be written down for a wish; nothing where it changes nothing. Throws RefusedError for bad times. */
export function changeOf(task: Task, wish: TaskWish, here: Here): TaskChange {
  const { state, title, people, note, waitingFor } = wish;
  return {
    ...(state && { state }),
    ...(title && { title }),
    ...(people && { people }),
    ...(typeof note === 'string' && { note }),
    ...(waitingFor !== undefined && { waitingFor }),
    ...timesOf(task, wish, here),
  };
}

function timesOf(task: Task, wish: TaskWish, here: Here): TaskChange {
  const { due, waitingFor = task.waitingFor, state } = wish;
  if (due === undefined && wish.waitingFor === undefined && state !== 'open') return {};
  const time = due === undefined ? timeOf(task) : due === null ? null : dueOf(wish, here);
  const nudge = nudgeAt(waitingFor, time);
  // Who opens a task again that is long overdue knows that it is.
  const next = { nudgeAt: nudge !== null && nudge > here.now ? nudge : null };
  if (due === undefined) return next;
  return time === null ? { ...next, due: null, dueAt: null } : { ...next, ...time };
}

function timeOf({ due, dueAt, timeZone }: Task): DueTime | null {
  return due === null || dueAt === null ? null : { due, dueAt, timeZone };
}

/** Throws RefusedError for what is no time, past, or too far away. */
export function dueOf(wish: Pick<TaskWish, 'due' | 'timeZone'>, here: Here): DueTime {
  const timeZone = zoneOf(wish, here);
  return { ...readDue(wish.due ?? '', timeZone, here.now), timeZone };
}

/** Throws RefusedError for an unknown one. */
export function zoneOf({ timeZone }: Pick<TaskWish, 'timeZone'>, here: Here): string {
  return timeZone ? checkZone(timeZone) : here.timeZone;
}

/** When the owner hears that somebody still owes it: at its time, or in the morning after its day. Null for never. */
export function nudgeAt(waitingFor: string | null, time: DueTime | null): number | null {
  if (waitingFor === null || time === null) return null;
  if (time.due.includes('T')) return time.dueAt;
  return atTime(addDays(time.due, 1), time.timeZone, morning);
}
