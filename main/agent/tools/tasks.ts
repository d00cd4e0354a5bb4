import { z } from 'zod';
import { RefusedError } from '../../../shared/errors.ts';
import { numberOf, taskId } from '../../../shared/planning.ts';
import type { Task, TaskState } from '../../../shared/planning.ts';
import type { ReminderBook, TaskBook } from '../planning/ports.ts';
import { describeReminder, describeTask, hasWords, listOf } from '../planning/plan-words.ts';
import { changeOf, dueOf, nudgeAt, zoneOf } from '../planning/task-change.ts';
import { join } from '../../../shared/say-repeat.ts';
import { sayDue } from '../planning/say-time.ts';
import { defineTool } from './tool.ts';
import type { AnyTool, ToolContext, ToolOutcome } from './tool.ts';

export type TaskToolPorts = {
  readonly book: TaskBook & Pick<ReminderBook, 'listReminders'>;
  /** Something is to be told at another time than before. */
  readonly changed: () => void;
};

const listed = 50;
const verbs: Readonly<Record<TaskState, string>> = {
  done: 'Mark as done',
  dropped: 'Drop',
  open: 'Open again',
};
const askForList = 'The list of tasks tells their ids.';

const person = z.string().trim().min(1).max(120);
const title = z.string().trim().min(1).max(500);
const note = z.string().trim().max(2000);
const due = z
  .string()
  .trim()
  .max(40)
  .describe('local date or time: 2026-11-20 or 2026-11-20T15:00');
const timeZone = z
  .string()
  .trim()
  .max(60)
  .describe('IANA name, only where it is another than here');

/** Tasks and follow-ups of the owner. */
export function createTaskTools(ports: TaskToolPorts): readonly AnyTool[] {
  return [addTask(ports), updateTask(ports), listTasks(ports)];
}

function addTask({ book, changed }: TaskToolPorts): AnyTool {
  return defineTool({
    name: 'add_task',
    description:
      'Keeps a task of the owner, or a follow-up: something that somebody else owes until a date (set waitingFor and due). At a set time the owner is told by set_reminder, not by a task.',
    schema: z.strictObject({
      title: title.describe(
        'what is to be done, without the date and the people where they are given',
      ),
      due: due.nullish(),
      waitingFor: person.nullish().describe('of a follow-up: whose doing it waits for'),
      people: z.array(person).max(20).nullish().describe('others whom it concerns'),
      note: note.nullish(),
      timeZone: timeZone.nullish(),
    }),
    effect: 'keeps',
    from: 'trusted',
    repeatable: true,
    remembers: ({ title: words, note: more }) => `${words} ${more ?? ''}`,
    check: (args, context) => void (args.due && dueOf(args, context)),
    summarize: (args, context) => {
      const when = args.due ? dueOf(args, context) : null;
      const people = (args.people ?? []).filter((one) => one !== args.waitingFor);
      const facts = [
        args.waitingFor ? `Keep a follow-up: “${args.title}”` : `Keep a task: “${args.title}”`,
        args.waitingFor ? `waiting for ${args.waitingFor}` : '',
        when ? `due ${sayDue(when.due, when.timeZone, context)}` : '',
        people.length > 0 ? `with ${join(people)}` : '',
        args.note ? `note: “${args.note}”` : '',
      ];
      return `${facts.filter((fact) => fact !== '').join(', ')}.`;
    },
    run: async (args, context) => {
      const when = args.due ? dueOf(args, context) : null;
      const waitingFor = args.waitingFor ?? null;
      const { messageId, principal, author } = context.request;
      const task = await book.addTask({
        ...{ key: context.actionId, title: args.title, note: args.note ?? '' },
        ...{ people: args.people ?? [], waitingFor, due: when?.due ?? null },
        ...{ dueAt: when?.dueAt ?? null, timeZone: zoneOf(args, context) },
        nudgeAt: nudgeAt(waitingFor, when),
        ...{ messageId, at: context.now },
        author: principal === 'owner' ? 'owner' : author,
      });
      changed();
      return { text: `Kept: ${describeTask(task, context)}.` };
    },
  });
}

function updateTask({ book, changed }: TaskToolPorts): AnyTool {
  return defineTool({
    name: 'update_task',
    description:
      'Changes a task: its state (done, dropped, or open again), its words, people or date. Null takes a date or whom it waits for away. The id comes from list_tasks.',
    schema: z.strictObject({
      id: z.string().trim().min(1).max(200).describe('T3, or words of its title'),
      state: z.enum(['open', 'done', 'dropped']).nullish(),
      title: title.nullish(),
      due: due.nullable().optional(),
      waitingFor: person.nullable().optional(),
      people: z.array(person).max(20).nullish(),
      note: note.nullish(),
      timeZone: timeZone.nullish(),
    }),
    effect: 'keeps',
    from: 'owner',
    repeatable: true,
    remembers: ({ title: words, note: more }) => `${words ?? ''} ${more ?? ''}`.trim(),
    check: async (args, context) => {
      const task = await taskOf(book, args.id);
      if (Object.keys(changeOf(task, args, context)).length === 0) {
        throw new RefusedError(
          'TASK_UNCHANGED',
          'Nothing was named to change.',
          'Say what is to change.',
        );
      }
    },
    summarize: async (args, context) => {
      const task = await taskOf(book, args.id);
      const after = { ...task, ...changeOf(task, args, context) };
      if (args.state && args.state !== task.state) {
        return `${verbs[args.state]}: ${describeTask({ ...after, state: 'open' }, context)}.`;
      }
      return `Change task ${taskId(task)} into: ${describeTask(after, context)}.`;
    },
    run: async (args, context) => {
      const task = await taskOf(book, args.id);
      const change = changeOf(task, args, context);
      const after = await book.changeTask({ number: task.number, change, at: context.now });
      changed();
      return { text: `Now: ${describeTask(after ?? task, context)}.` };
    },
  });
}

function listTasks({ book }: TaskToolPorts): AnyTool {
  return defineTool({
    name: 'list_tasks',
    description:
      'Lists tasks and follow-ups (open ones, unless another state is asked for) with their ids, and the reminders that are set.',
    schema: z.strictObject({
      state: z
        .enum(['open', 'done', 'dropped', 'all', 'none'])
        .nullish()
        .describe('none: only the reminders'),
      person: person.nullish().describe('only what concerns this person'),
    }),
    effect: 'reads',
    from: 'owner',
    summarize: ({ state, person: who }) =>
      state === 'none'
        ? 'List the reminders.'
        : `List the ${state ?? 'open'} tasks${who ? ` that concern ${who}` : ''} and the reminders.`,
    run: async ({ state, person: who }, context) => {
      const isShort = state === 'none';
      const reminders = who ? [] : await book.listReminders({ all: false, limit: listed });
      const lines = reminders.map((one) => describeReminder(one, context));
      const set = lines.length === 0 ? '' : listOf('Reminders:', lines);
      if (isShort) return { text: set === '' ? 'No reminder is set.' : set };
      const wanted = state === 'all' ? null : (state ?? 'open');
      const all = await book.listTasks({ state: wanted, limit: who ? 500 : listed });
      const tasks = all.filter((task) => concerns(task, who ?? null)).slice(0, listed);
      const told = tasks.length === 0 ? none(wanted) : toList(wanted, tasks, context);
      return marked([told, set].filter((part) => part !== '').join('\n\n'), tasks);
    },
  });
}

function toList(state: TaskState | null, tasks: readonly Task[], context: ToolContext): string {
  const head = state === null ? 'Tasks:' : `Tasks (${state}):`;
  return listOf(
    head,
    tasks.map((task) => describeTask(task, context)),
  );
}

function none(state: TaskState | null): string {
  return state === null ? 'There are no tasks.' : `There are no tasks that are ${state}.`;
}

/** What others asked for is in their words. */
function marked(text: string, tasks: readonly Task[]): ToolOutcome {
  const isTheirs = tasks.some(({ author }) => author !== 'owner');
  return isTheirs
    ? { text, outside: 'the list of tasks, some of them in the words of others' }
    : { text };
}

function concerns(
  { title: words, people, waitingFor, note: more }: Task,
  who: string | null,
): boolean {
  if (who === null) return true;
  const wanted = who.toLowerCase();
  return [words, more, waitingFor ?? '', ...people].some((one) =>
    one.toLowerCase().includes(wanted),
  );
}

/** By its id, or by words that fit one alone. Throws RefusedError. */
async function taskOf(book: TaskBook, id: string): Promise<Task> {
  const number = numberOf(id, 'T');
  if (number !== null) {
    const task = await book.readTask({ number });
    if (task) return task;
    throw new RefusedError('TASK_NONE', `There is no task T${number}.`, askForList);
  }
  const all = await book.listTasks({ state: null, limit: 1000 });
  const fits = all.filter(({ title: words }) => hasWords(words, id));
  const open = fits.filter(({ state }) => state === 'open');
  const [one, ...more] = open.length > 0 ? open : fits;
  if (one && more.length === 0) return one;
  if (!one) throw new RefusedError('TASK_NONE', `No task fits “${id}”.`, askForList);
  const names = [one, ...more].slice(0, 5).map((task) => `${taskId(task)} “${task.title}”`);
  throw new RefusedError(
    'TASK_SEVERAL',
    `Several tasks fit “${id}”: ${join(names)}.`,
    'Name one by its id.',
  );
}
