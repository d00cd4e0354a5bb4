import { reminderId, taskId } from '../../../shared/planning.ts';
import type { Reminder, Task } from '../../../shared/planning.ts';
import { join, sayRepeat } from '../../../shared/say-repeat.ts';
import { sayDue, sayTime } from './say-time.ts';
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

/** Scripts that do not divide words: there any part will do. */
const undivided =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const leastStem = 4;
const longestEnding = 3;

/** Whether all of these words are in a text, whatever their endings; articles say nothing. */
export function hasWords(text: string, words: string): boolean {
  const known = wordsOf(text);
  const telling = wordsOf(words).filter(
    (word) => !['the', 'a', 'an', 'my', 'to', 'about'].includes(word),
  );
  const isIn = (word: string): boolean =>
    undivided.test(word) ? text.includes(word) : known.some((one) => isSameWord(one, word));
  return telling.length > 0 && telling.every(isIn);
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

/** “Calls” is “call”, but “tea” is no “team”: what is done or dropped must be what was meant. */
function isSameWord(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  if (short === long) return true;
  return (
    short.length >= leastStem &&
    long.startsWith(short) &&
    long.length - short.length <= longestEnding
  );
}
