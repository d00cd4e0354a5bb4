import { z } from 'zod';
import { RefusedError } from '../../../shared/errors.ts';
import { numberOf, reminderId } from '../../../shared/planning.ts';
import type { Reminder } from '../../../shared/planning.ts';
import { findRepeat } from '../english/repeats.ts';
import type { ReminderBook } from '../planning/ports.ts';
import { describeReminder, hasWords } from '../planning/plan-words.ts';
import { checkFuture, checkZone, readTime } from '../planning/read-time.ts';
import { checkRepeat, nextRun } from '../planning/recurrence.ts';
import { join, sayRepeat } from '../../../shared/say-repeat.ts';
import { sayTime } from '../planning/say-time.ts';
import { atTime } from '../planning/zoned-time.ts';
import { defineTool } from './tool.ts';
import type { AnyTool, ToolContext } from './tool.ts';

export type ReminderToolPorts = {
  readonly book: ReminderBook;
  /** Something is to be told at another time than before. */
  readonly changed: () => void;
};

const minuteMs = 60_000;
const askForList = 'The list of reminders tells their ids.';

const wishSchema = z.strictObject({
  text: z.string().trim().min(1).max(1000).describe('what the owner is to be told, as a phrase'),
  at: z
    .string()
    .trim()
    .max(40)
    .nullish()
    .describe('local time 2026-11-20T15:00; of one that repeats the earliest time'),
  inMinutes: z.number().min(0.1).max(10_000_000).nullish().describe('from now on, instead of at'),
  repeat: z
    .string()
    .trim()
    .max(200)
    .nullish()
    .describe('cron with five fields, or words such as “every weekday at 9”; left out for once'),
  timeZone: z
    .string()
    .trim()
    .max(60)
    .nullish()
    .describe('IANA name, only where it is another than here'),
});
type Wish = z.infer<typeof wishSchema>;

/** What reaches the owner at its time. */
export function createReminderTools(ports: ReminderToolPorts): readonly AnyTool[] {
  return [setReminder(ports), cancelReminder(ports)];
}

function setReminder({ book, changed }: ReminderToolPorts): AnyTool {
  return defineTool({
    name: 'set_reminder',
    description:
      'Has the owner told something at a time, once or again and again, wherever they are then. Give exactly one of at, inMinutes and repeat (at may go with repeat). Answer with the time that comes back.',
    schema: wishSchema,
    effect: 'keeps',
    from: 'owner',
    repeatable: true,
    remembers: ({ text }) => text,
    check: (args, context) => void planOf(args, context),
    summarize: (args, context) =>
      `Remind you: “${args.text}”, ${sayPlan(planOf(args, context), context)}.`,
    run: async (args, context) => {
      const { repeat, nextAt, timeZone, isSkipped } = planOf(args, context);
      const { messageId } = context.request;
      const reminder = await book.addReminder({
        ...{ key: context.actionId, text: args.text, repeat, timeZone, nextAt },
        ...{ messageId, at: context.now },
      });
      changed();
      const note = isSkipped ? ' (The clocks are put forward over the time that was named.)' : '';
      return { text: `Set: ${describeReminder(reminder, context)}.${note}` };
    },
  });
}

function cancelReminder({ book, changed }: ReminderToolPorts): AnyTool {
  return defineTool({
    name: 'cancel_reminder',
    description: 'Calls a reminder off. The id comes from list_tasks.',
    schema: z.strictObject({
      id: z.string().trim().min(1).max(200).describe('R5, or words of it'),
    }),
    effect: 'keeps',
    from: 'owner',
    repeatable: true,
    check: async ({ id }) => {
      const { state } = await reminderOf(book, id);
      if (state !== 'active') {
        throw new RefusedError('REMINDER_OVER', `The reminder ${id} is ${state} already.`);
      }
    },
    summarize: async ({ id }, context) =>
      `Call off the reminder ${describeReminder(await reminderOf(book, id), context)}.`,
    run: async ({ id }, context) => {
      const { number, repeat } = await reminderOf(book, id);
      const after = await book.cancelReminder({ number });
      changed();
      const words = after ? describeReminder({ ...after, repeat }, context) : id;
      return { text: `Called off: ${words}.` };
    },
  });
}

type Plan = {
  readonly repeat: string | null;
  readonly nextAt: number;
  readonly timeZone: string;
  readonly isSkipped: boolean;
};

/** Throws RefusedError for a time that cannot be. */
function planOf(args: Wish, context: ToolContext): Plan {
  const timeZone = args.timeZone ? checkZone(args.timeZone) : context.timeZone;
  if (args.inMinutes != null) return planIn(args, context);
  if (args.repeat) return planRepeat({ ...args, timeZone }, args.repeat, context);
  if (!args.at) throw oneOf();
  const { at, isSkipped } = readTime(args.at, timeZone);
  if (at === null) {
    throw new RefusedError('REMINDER_TIME', 'A reminder needs a time of day.', 'Say at what time.');
  }
  return { repeat: null, nextAt: checkFuture(at, context), timeZone, isSkipped };
}

function planIn({ inMinutes, at, repeat }: Wish, context: ToolContext): Plan {
  if (at || repeat) throw oneOf();
  const { now, askedAt = now } = context;
  const nextAt = checkFuture(askedAt + (inMinutes ?? 0) * minuteMs, context);
  return { repeat: null, nextAt, timeZone: context.timeZone, isSkipped: false };
}

function planRepeat(
  { at, timeZone }: Pick<Wish, 'at'> & { readonly timeZone: string },
  words: string,
  context: ToolContext,
): Plan {
  const repeat = checkRepeat(patternOf(words), timeZone, context.now);
  const from = at ? readTime(at, timeZone) : null;
  // The instant itself may be the first time.
  const start = from === null ? context.now : (from.at ?? atTime(from.day, timeZone)) - 1;
  const nextAt = nextRun(repeat, timeZone, Math.max(start, context.now));
  if (nextAt === null) throw oneOf();
  return { repeat, nextAt: checkFuture(nextAt, context), timeZone, isSkipped: false };
}

/** Words that mean one of our patterns, or the pattern as it is. */
function patternOf(repeat: string): string {
  const found = findRepeat(repeat);
  return found?.type === 'pattern' && found.isWhole ? found.pattern : repeat;
}

function sayPlan({ repeat, nextAt, timeZone }: Plan, context: ToolContext): string {
  const place = timeZone === context.timeZone ? '' : ` (${timeZone})`;
  const first = sayTime(nextAt, context);
  return repeat === null ? first : `${sayRepeat(repeat)}${place}, first ${first}`;
}

/** By its id, or by words that fit one alone. Throws RefusedError. */
async function reminderOf(book: ReminderBook, id: string): Promise<Reminder> {
  const number = numberOf(id, 'R');
  if (number !== null) {
    const reminder = await book.readReminder({ number });
    if (reminder) return reminder;
    throw new RefusedError('REMINDER_NONE', `There is no reminder R${number}.`, askForList);
  }
  const all = await book.listReminders({ all: false, limit: 1000 });
  const [one, ...more] = all.filter(({ text }) => hasWords(text, id));
  if (one && more.length === 0) return one;
  if (!one) throw new RefusedError('REMINDER_NONE', `No reminder fits “${id}”.`, askForList);
  const names = [one, ...more].slice(0, 5).map((each) => `${reminderId(each)} “${each.text}”`);
  throw new RefusedError(
    'REMINDER_SEVERAL',
    `Several reminders fit “${id}”: ${join(names)}.`,
    'Name one by its id.',
  );
}

function oneOf(): RefusedError {
  return new RefusedError(
    'REMINDER_WHEN',
    'A reminder needs exactly one of at, inMinutes and repeat.',
    'Say when, once.',
  );
}
