import type { Reminder, Task } from '../../shared/planning.ts';
import { sayRepeat } from '../../shared/say-repeat.ts';

type TaskView = Omit<Task, 'number'> & { readonly id: string };
type ReminderView = Omit<Reminder, 'number'> & { readonly id: string };

/** For people: one line for each task. */
export function describeTasks(tasks: readonly unknown[]): string {
  if (tasks.length === 0) return 'There is no task.\n';
  return (tasks as readonly TaskView[]).map(describeTask).join('');
}

/** For people: one line for each reminder. */
export function describeReminders(reminders: readonly unknown[]): string {
  if (reminders.length === 0) return 'There is no reminder.\n';
  return (reminders as readonly ReminderView[]).map(describeReminder).join('');
}

/** For people: what the commands about single ones answer, by command. */
export const planningWords: Readonly<Record<string, ((value: unknown) => string) | undefined>> = {
  task: (value) => describeTask(value as TaskView),
  'reminder-cancel': (value) => describeReminder(value as ReminderView),
};

function describeTask({ id, title, state, due, timeZone, waitingFor, note }: TaskView): string {
  const when = due === null ? '' : `, due ${due.replace('T', ' ')} (${timeZone})`;
  const whom = waitingFor === null ? '' : `, waiting for ${waitingFor}`;
  const more = note === '' ? '' : `\n       ${note}`;
  return `${id.padEnd(6)} ${state.padEnd(7)} ${title}${when}${whom}${more}\n`;
}

function describeReminder({ id, text, state, nextAt, repeat, timeZone }: ReminderView): string {
  const next = nextAt === null ? '' : `, ${localTime(nextAt, timeZone)} (${timeZone})`;
  const again = repeat === null ? '' : `, ${sayRepeat(repeat)}`;
  return `${id.padEnd(6)} ${state.padEnd(9)} ${text}${next}${again}\n`;
}

/** `2026-11-20 09:00`. */
function localTime(at: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('sv', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return format.format(at);
}
