import { RefusedError } from '../../shared/errors.ts';
import { numberOf } from '../../shared/planning.ts';
import type { Reminder, Task, TaskState } from '../../shared/planning.ts';
import type { ReminderBook, TaskBook } from '../agent/planning/ports.ts';
import type { Clock } from '../base/clock.ts';
import type { Planning } from './planning.ts';

export type PlanCareParts = {
  readonly store: Pick<TaskBook, 'changeTask'> & Pick<ReminderBook, 'cancelReminder'>;
  readonly planning: Pick<Planning, 'changed'>;
  readonly clock: Clock;
};

/** The owner's own hand on tasks and reminders, which asks nobody. */
export class PlanCare {
  readonly #parts: PlanCareParts;

  constructor(parts: PlanCareParts) {
    this.#parts = parts;
  }

  /** `id`: T3, or its number. Throws RefusedError when there is none. */
  async setTaskState(id: string, state: TaskState): Promise<Task> {
    const { store, planning, clock } = this.#parts;
    // Who opens it again, or is done with it, hears no more of it.
    const change = { state, ...(state !== 'open' && { nudgeAt: null }) };
    const number = numberOf(id, 'T');
    const task = number && (await store.changeTask({ number, change, at: clock.now() }));
    if (!task) throw none('task', id);
    planning.changed();
    return task;
  }

  /** `id`: R5, or its number. Throws RefusedError when there is none. */
  async cancelReminder(id: string): Promise<Reminder> {
    const { store, planning } = this.#parts;
    const number = numberOf(id, 'R');
    const reminder = number && (await store.cancelReminder({ number }));
    if (!reminder) throw none('reminder', id);
    planning.changed();
    return reminder;
  }
}

function none(what: 'task' | 'reminder', id: string): RefusedError {
  const list = `adjutant ${what}s`;
  return new RefusedError('PLAN_NONE', `There is no ${what} ${id}.`, `${list} lists them.`);
}
