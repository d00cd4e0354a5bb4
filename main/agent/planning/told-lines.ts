import { reminderId, taskId } from '../../../shared/planning.ts';
import type { Reminder, Task } from '../../../shared/planning.ts';
import { countRuns } from './recurrence.ts';
import { sayDue, sayTime } from './say-time.ts';
import type { Here } from './say-time.ts';

/** What comes so much later, in ms, is told together with when it was due. */
const lateMs = 120_000;
const mostCounted = 1000;

/** “Reminder: call Anna.”; and when it was due, where nobody was there to tell it then. */
export function reminderText(reminder: Reminder & { readonly nextAt: number }, here: Here): string {
  const { text, repeat, nextAt, timeZone } = reminder;
  const words = `Reminder: ${/[.!?]$/u.test(text) ? text : `${text}.`}`;
  if (here.now - nextAt <= lateMs) return words;
  const due = sayTime(nextAt, here);
  const missed = { from: nextAt, until: here.now, most: mostCounted };
  const times = repeat === null ? 1 : countRuns({ repeat, timeZone }, missed);
  const amount = times >= mostCounted ? `${mostCounted} times or more` : `${times} times`;
  const since = times > 1 ? `This was due ${amount} since ${due}` : `This was due ${due}`;
  return `${words} ${since}; I could not tell you then. (${reminderId(reminder)})`;
}

/** A follow-up whose time is over. */
export function followUpText(task: Task, here: Here): string {
  const { title, waitingFor, due, timeZone } = task;
  const when = due === null ? '' : `, due ${sayDue(due, timeZone, here)}`;
  return `Follow-up ${taskId(task)}: you are still waiting for ${waitingFor ?? 'somebody'}: “${title}”${when}.`;
}
