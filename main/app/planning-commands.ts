import { RefusedError } from '../../shared/errors.ts';
import { numberOf, reminderId, taskId } from '../../shared/planning.ts';
import type { Reminder, Task } from '../../shared/planning.ts';
import type { ReminderBook, TaskBook } from '../agent/planning/ports.ts';
import type { Clock } from '../base/clock.ts';
import type { ControlHandlers } from '../control/control-server.ts';

export type PlanningCommandParts = {
  readonly store: TaskBook & ReminderBook;
  readonly planning: { changed(): void };
  readonly clock: Clock;
};

const mostListed = 10_000;

/** The commands about tasks and reminders: the owner's own hand, which asks nobody. */
export function planningCommands({
  store,
  planning,
  clock,
}: PlanningCommandParts): Pick<
  ControlHandlers,
  'tasks' | 'task' | 'reminders' | 'reminder-cancel'
> {
  return {
    tasks: async ({ all }, { tell }) => {
      const state = all ? null : 'open';
      for (const task of await store.listTasks({ state, limit: mostListed })) tell(taskView(task));
    },
    task: async ({ id, state }, { tell }) => {
      const number = numberOf(id, 'T');
      // Who opens it again, or is done with it, hears no more of it.
      const change = { state, ...(state !== 'open' && { nudgeAt: null }) };
      const task = number && (await store.changeTask({ number, change, at: clock.now() }));
      if (!task) throw none('task', id);
      planning.changed();
      tell(taskView(task));
    },
    reminders: async ({ all }, { tell }) => {
      for (const one of await store.listReminders({ all, limit: mostListed })) {
        tell(reminderView(one));
      }
    },
    'reminder-cancel': async ({ id }, { tell }) => {
      const number = numberOf(id, 'R');
      const reminder = number && (await store.cancelReminder({ number }));
      if (!reminder) throw none('reminder', id);
      planning.changed();
      tell(reminderView(reminder));
    },
  };
}

function none(what: 'task' | 'reminder', id: string): RefusedError {
  const list = `adjutant ${what}s`;
  return new RefusedError('PLAN_NONE', `There is no ${what} ${id}.`, `${list} lists them.`);
}

function taskView({ number, ...task }: Task) {
  return { id: taskId({ number }), ...task };
}

function reminderView({ number, ...reminder }: Reminder) {
  return { id: reminderId({ number }), ...reminder };
}
