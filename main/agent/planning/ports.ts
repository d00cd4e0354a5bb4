import type { Action } from '../../../shared/action.ts';
import type { Reminder, Task, TaskState } from '../../../shared/planning.ts';
import type { ThreadMessage } from '../../../shared/thread.ts';
import type { CalendarEvent, TimeRange } from '../tools/calendar-ports.ts';

/** A task as it is kept first. `key` makes it one however often it is asked for. */
export type NewTask = Pick<
  Task,
  'title' | 'note' | 'people' | 'waitingFor' | 'due' | 'dueAt' | 'timeZone' | 'messageId' | 'author'
> & {
  readonly key: string;
  /** When the owner is told that it still waits; null for never. */
  readonly nudgeAt: number | null;
  readonly at: number;
};

export type TaskChange = Partial<
  Pick<Task, 'title' | 'note' | 'people' | 'waitingFor' | 'due' | 'dueAt' | 'timeZone' | 'state'>
> & { readonly nudgeAt?: number | null };

/** The owner's tasks. Durable when a promise resolves. */
export interface TaskBook {
  addTask(task: NewTask): Promise<Task>;
  /** Null when there is none by that number. */
  changeTask(wish: {
    readonly number: number;
    readonly change: TaskChange;
    readonly at: number;
  }): Promise<Task | null>;
  readTask(query: { readonly number: number }): Promise<Task | null>;
  /** Open ones by their due time, those without one last; others newest first. */
  listTasks(query: {
    readonly state: TaskState | null;
    readonly limit: number;
  }): Promise<readonly Task[]>;
}

export type NewReminder = Pick<Reminder, 'text' | 'repeat' | 'timeZone' | 'messageId'> & {
  readonly key: string;
  readonly nextAt: number;
  readonly at: number;
};

/** The owner's reminders. Durable when a promise resolves. */
export interface ReminderBook {
  addReminder(reminder: NewReminder): Promise<Reminder>;
  /** As it stands after that; null when there is none by that number. */
  cancelReminder(wish: { readonly number: number }): Promise<Reminder | null>;
  readReminder(query: { readonly number: number }): Promise<Reminder | null>;
  /** Active ones by their time; with `all` those that are over as well, after them, newest first. */
  listReminders(query: {
    readonly all: boolean;
    readonly limit: number;
  }): Promise<readonly Reminder[]>;
}

/** What is to be told; it is told only as long as it stands as it did when it was looked at. */
export type Due =
  | {
      readonly type: 'reminder';
      readonly number: number;
      readonly dueAt: number;
      /** The next time; null when it is over with this one. */
      readonly nextAt: number | null;
    }
  | { readonly type: 'task'; readonly number: number; readonly nudgeAt: number }
  /** `key` names the occasion: it is told once. */
  | { readonly type: 'occasion'; readonly key: string };

/** What is told at its time. Durable when a promise resolves. */
export interface DueLedger {
  /** Reminders, soonest first. */
  dueReminders(query: { readonly now: number }): Promise<readonly Reminder[]>;
  /** Those that repeat and were told later than that instant, as a clock told that was far ahead. */
  toldAfter(query: { readonly at: number }): Promise<readonly Reminder[]>;
  /** It comes at another time than it was to; nothing where it stands otherwise by now. */
  moveReminder(move: {
    readonly number: number;
    readonly from: number;
    readonly to: number;
    readonly at: number;
  }): Promise<null>;
  /** Tasks whose owner is to hear that they still wait. */
  dueTasks(query: {
    readonly now: number;
  }): Promise<readonly (Task & { readonly nudgeAt: number })[]>;
  /** The next instant at which any of them is due; null for none. */
  nextDueAt(): Promise<number | null>;
  /** Whether an occasion was told. */
  wasTold(query: { readonly key: string }): Promise<boolean>;
  /**
   * The line, the mark that it is told, and (with `reach`) the order to bring it to the owner, in one commit. Null when
   * it was told or called off meanwhile.
   */
  tellDue(told: {
    readonly due: Due;
    readonly message: ThreadMessage;
    readonly reach: boolean;
  }): Promise<ThreadMessage | null>;
}

/** A message that hangs on its way in or out: since when (epoch ms), how, and why. */
export type Hanging = {
  readonly at: number;
  readonly state: 'pending' | 'queued' | 'sending' | 'unknown' | 'failed';
  readonly text: string;
  readonly reason: string | null;
};

/** What a brief is made of. */
export interface BriefSources
  extends Pick<TaskBook, 'listTasks'>, Pick<ReminderBook, 'listReminders'> {
  /** Everything that waits, may have been sent or failed, oldest first. */
  ledgerEntries(): Promise<readonly Hanging[]>;
  /** What others wrote, and what the thread tells of calls, from an instant on; the newest `limit`, oldest first. */
  othersSince(query: {
    readonly since: number;
    readonly limit: number;
  }): Promise<readonly ThreadMessage[]>;
  /** What waits for the owner's yes, or is being done. */
  openActions(): Promise<readonly Action[]>;
}

/** The owner's calendars, as far as a brief needs them. */
export interface CalendarReader {
  /** Events that touch the range [from, to), in their order. Throws AppError when a calendar cannot be read. */
  events(range: TimeRange, signal: AbortSignal): Promise<readonly CalendarEvent[]>;
}
