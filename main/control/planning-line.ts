import { UsageError } from './usage-error.ts';

const states = { done: 'done', drop: 'dropped', reopen: 'open' } as const;

type Action = keyof typeof states;

/** The commands about tasks and reminders; null for every other. Throws UsageError. */
export function toPlanningRequest(command: string, words: readonly string[], all: boolean) {
  switch (command) {
    case 'tasks':
    case 'reminders':
      if (words.length > 0) throw new UsageError(`${command} takes no further words but --all.`);
      return { command, args: { all } } as const;
    case 'task':
      return toTaskRequest(words);
    case 'reminder':
      return toReminderRequest(words);
    default:
      return null;
  }
}

function toTaskRequest([action = '', id, ...rest]: readonly string[]) {
  if (!isAction(action) || id === undefined || rest.length > 0) {
    throw new UsageError('Use: task done ID, task drop ID, or task reopen ID.');
  }
  return { command: 'task', args: { id, state: states[action] } } as const;
}

function isAction(word: string): word is Action {
  return Object.hasOwn(states, word);
}

function toReminderRequest([action, id, ...rest]: readonly string[]) {
  if (action !== 'cancel' || id === undefined || rest.length > 0) {
    throw new UsageError('Use: reminder cancel ID; reminders lists them.');
  }
  return { command: 'reminder-cancel', args: { id } } as const;
}
