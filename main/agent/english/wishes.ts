import type { Here } from '../planning/say-time.ts';
import { addDays, dayOf } from '../planning/zoned-time.ts';
import type { Wish } from './sentences.ts';
import type { When } from './when.ts';

/** A tool with the arguments that fulfil a wish. */
export type WishCall = { readonly name: string; readonly args: Readonly<Record<string, unknown>> };

/** What the tools take at most; who dictates a book hears it in a sentence. */
const maxChars = { note: 4000, task: 500, reminder: 1000 };

const lacks: Readonly<Record<string, string>> = {
  text: 'Of what shall I remind you? Say it in one sentence: “remind me tomorrow at 9 to call Anna”.',
  time: 'I found no time in that that I understand, so nothing is set. Say for instance “tomorrow at 9”, “in 20 minutes” or “every weekday at 9”.',
  clock:
    'At what time? That day is today, and I do not want to guess. Say it in one sentence: “remind me at 5 pm to call Anna”.',
  repeat:
    'I cannot repeat it like that, so nothing is set. I can do every day, weekday, certain days of the week, a day of the month or of the year, and every so many hours.',
  which:
    'I call reminders off one by one: “my reminders” lists them, “cancel reminder 2” calls one off.',
  until:
    'I cannot let a reminder end by itself, so nothing is set. Set it without the end, and cancel it then.',
  title: 'What is the task? Say it in one sentence: “add a task: send the contract by Friday”.',
};

type Doable = Exclude<Wish, { type: 'notes' | 'find' | 'help' | 'clock' }>;

/** The tool that does what is wished; or a sentence, where it cannot be done like that. */
export function toolCallOf(wish: Doable, here: Here): WishCall | string {
  switch (wish.type) {
    case 'note':
      return tooLong(wish.text, 'note') ?? { name: 'save_note', args: { text: wish.text } };
    case 'remind': {
      const args = { text: wish.text, ...whenArgs(wish.when) };
      return tooLong(wish.text, 'reminder') ?? { name: 'set_reminder', args };
    }
    case 'task': {
      const { title, due, waitingFor, people } = wish;
      const args = { title, due, waitingFor, people };
      return tooLong(title, 'task') ?? { name: 'add_task', args };
    }
    case 'remind-unclear':
      return lacks[wish.lacks] ?? '';
    case 'task-unclear':
      return wish.lacks === 'repeat'
        ? 'A task does not repeat. Set a reminder instead: “every Monday at 9 remind me to …”.'
        : (lacks[wish.lacks] ?? '');
    case 'task-state':
      return { name: 'update_task', args: { id: wish.which, state: wish.state } };
    case 'cancel':
      return { name: 'cancel_reminder', args: { id: wish.which } };
    default:
      return readingCall(wish, here);
  }
}

type Reading =
  | Extract<Wish, { type: 'reminders' }>
  | Extract<Wish, { type: 'tasks' }>
  | Extract<Wish, { type: 'brief' }>;

function readingCall(wish: Reading, { now, timeZone }: Here): WishCall {
  if (wish.type === 'reminders') return { name: 'list_tasks', args: { state: 'none' } };
  if (wish.type === 'tasks') {
    return { name: 'list_tasks', args: { state: wish.state, person: wish.person } };
  }
  const today = dayOf(now, timeZone);
  return { name: 'make_brief', args: { day: wish.day === 'today' ? today : addDays(today, 1) } };
}

function whenArgs(when: When): Readonly<Record<string, unknown>> {
  if (when.type === 'in') return { inMinutes: Math.max(when.minutes, 0.1) };
  if (when.type === 'once') return { at: when.at };
  return when.type === 'repeat' ? { repeat: when.pattern, at: when.at } : {};
}

function tooLong(text: string, what: keyof typeof maxChars): string | null {
  if (text.length <= maxChars[what]) return null;
  return `That is too long for a ${what}: at most ${maxChars[what]} characters. Nothing was kept but your message in the thread.`;
}
