import { reminderId, taskId } from '../../../shared/planning.ts';
import type { Reminder, Task } from '../../../shared/planning.ts';
import { join, sayDue, sayRepeat, sayTime } from './say-time.ts';
import type { Here } from './say-time.ts';

/** “T3 “Send the contract”, due today (Friday, 20 November), with Anna”. */
export function describeTask(task: Task, here: Here): string {
  const { title, people, waitingFor, due, timeZone, state, note, author } = task;
  const others = people.filter((one) => one !== waitingFor);
  const facts = [
    `${taskId(task)} “${title}”`,
    state === 'open' ? '' : state,
    waitingFor === null ? '' : `waiting for ${waitingFor}`,
    due === null ? '' : `due ${sayDue(due, timeZone, here)}${overdue(task, here)}`,
    others.length === 0 ? '' : `with ${join(others)}`,
    author === 'owner' ? '' : `asked for by ${author}`,
    note === '' ? '' : `note: ${note}`,
  ];
  return facts.filter((fact) => fact !== '').join(', ');
}

/** “R5 “Call Anna”, tomorrow (Saturday, 21 November) at 09:00”. */
export function describeReminder(reminder: Reminder, here: Here): string {
  const { text, repeat, nextAt, state, timeZone } = reminder;
  const place = timeZone === here.timeZone ? '' : ` (${timeZone})`;
  const facts = [
    `${reminderId(reminder)} “${text}”`,
    repeat === null ? '' : `${sayRepeat(repeat)}${place}`,
    nextAt === null ? state : `${repeat === null ? '' : 'next '}${sayTime(nextAt, here)}`,
  ];
  return facts.filter((fact) => fact !== '').join(', ');
}

/** One line each, below what they are. */
export function listOf(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => `- ${line}`)].join('\n');
}

function overdue({ dueAt, state }: Task, { now }: Here): string {
  return state === 'open' && dueAt !== null && dueAt <= now ? ' (overdue)' : '';
}

/** Whether all of these words are in a text, however it has them; articles say nothing. */
export function hasWords(text: string, words: string): boolean {
  const known = text.toLowerCase();
  const wanted = words.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = wanted.filter((word) => !['the', 'a', 'an', 'my', 'to', 'about'].includes(word));
  return telling.length > 0 && telling.every((word) => known.includes(word));
}
