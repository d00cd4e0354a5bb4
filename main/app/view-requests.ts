import type { IpcHandlers } from '../ipc/ipc-router.ts';
import type { MetersReport } from '../../shared/meters.ts';
import { reminderId, taskId } from '../../shared/planning.ts';
import type { viewRequests } from '../../shared/view-requests.ts';
import type { ContactBook } from '../agent/memory/contact-book.ts';
import type { ReminderBook, TaskBook } from '../agent/planning/ports.ts';
import type { ThreadReader, ThreadSearch, TurnLog } from '../thread/ports.ts';
import type { SeenPlaces } from '../thread/seen-port.ts';
import type { Meters } from './meters/meters.ts';
import type { ActionReader } from '../agent/actions/ports.ts';
import { PlanCare } from './plan-care.ts';
import type { PlanCareParts } from './plan-care.ts';
import { withSteps } from './turn-steps.ts';

export type ViewRequestParts = Omit<PlanCareParts, 'store'> & {
  readonly store: TaskBook &
    ReminderBook &
    Pick<ThreadSearch, 'searchThread'> &
    Pick<ThreadReader, 'pageAround' | 'pageAfter'> &
    ActionReader &
    SeenPlaces &
    Pick<TurnLog, 'lastTurns'>;
  readonly contacts: Pick<ContactBook, 'find' | 'delete' | 'restore'>;
  readonly meters: Pick<Meters, 'report'>;
  readonly tunnel: { readonly requests: MetersReport['tunnel'] };
};

/** More than anybody has; a list is looked through by eye. */
const mostListed = 2000;

/** What the views beside the thread ask. */
export function viewHandlers(
  parts: ViewRequestParts,
): Pick<IpcHandlers, keyof typeof viewRequests> {
  const { store, contacts, meters, tunnel } = parts;
  return {
    'thread:search': async (query) => ({ found: await store.searchThread(query) }),
    'thread:around': async ({ messageId, limit }) => {
      const page = await store.pageAround({ id: messageId, limit });
      return { ...page, messages: await withSteps(store, page.messages) };
    },
    'thread:seen': async (place) => {
      await store.saveSeenPlace(place);
      return {};
    },
    'thread:after': async ({ after, limit }) => {
      const messages = await store.pageAfter({ after, since: 0, limit: limit + 1 });
      const shown = await withSteps(store, messages.slice(0, limit));
      return { messages: shown, hasNewer: messages.length > limit };
    },
    ...planHandlers(parts),
    'contacts:list': ({ text }) => Promise.resolve({ contacts: contacts.find(text) }),
    'contacts:delete': async ({ id }) => ({ contact: await contacts.delete(id) }),
    'contacts:restore': async ({ id }) => ({ contact: await contacts.restore(id) }),
    'meters:get': async ({ days }) => ({
      report: { ...(await meters.report(days)), tunnel: tunnel.requests },
    }),
    'turns:list': async ({ limit }) => ({ turns: await store.lastTurns({ limit }) }),
  };
}

function planHandlers(
  parts: ViewRequestParts,
): Pick<IpcHandlers, 'tasks:list' | 'tasks:change' | 'reminders:list' | 'reminders:cancel'> {
  const { store } = parts;
  const care = new PlanCare(parts);
  return {
    'tasks:list': async ({ all }) => ({
      tasks: await store.listTasks({ state: all ? null : 'open', limit: mostListed }),
    }),
    'tasks:change': async ({ number, state }) => ({
      task: await care.setTaskState(taskId({ number }), state),
    }),
    'reminders:list': async ({ all }) => ({
      reminders: await store.listReminders({ all, limit: mostListed }),
    }),
    'reminders:cancel': async ({ number }) => ({
      reminder: await care.cancelReminder(reminderId({ number })),
    }),
  };
}
