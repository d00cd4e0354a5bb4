import { reminderId, taskId } from '../../shared/planning.ts';
import type { Reminder, Task } from '../../shared/planning.ts';
import type { ReminderBook, TaskBook } from '../agent/planning/ports.ts';
import type { ControlHandlers } from '../control/control-server.ts';
import { PlanCare } from './plan-care.ts';
import type { PlanCareParts } from './plan-care.ts';

export type PlanningCommandParts = Omit<PlanCareParts, 'store'> & {
  readonly store: TaskBook & ReminderBook;
};

const mostListed = 10_000;

/** The commands about tasks and reminders: the owner's own hand, which asks nobody. */
export function planningCommands({
  store,
  ...parts
}: PlanningCommandParts): Pick<
  ControlHandlers,
  'tasks' | 'task' | 'reminders' | 'reminder-cancel'
> {
  const care = new PlanCare({ store, ...parts });
  return {
    tasks: async ({ all }, { tell }) => {
      const state = all ? null : 'open';
      for (const task of await store.listTasks({ state, limit: mostListed })) tell(taskView(task));
    },
    task: async ({ id, state }, { tell }) => tell(taskView(await care.setTaskState(id, state))),
    reminders: async ({ all }, { tell }) => {
      for (const one of await store.listReminders({ all, limit: mostListed })) {
        tell(reminderView(one));
      }
    },
    'reminder-cancel': async ({ id }, { tell }) =>
      tell(reminderView(await care.cancelReminder(id))),
  };
}

function taskView({ number, ...task }: Task) {
  return { id: taskId({ number }), ...task };
}

function reminderView({ number, ...reminder }: Reminder) {
  return { id: reminderId({ number }), ...reminder };
}
