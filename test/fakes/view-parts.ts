import { ContactBook } from '../../main/agent/memory/contact-book.ts';
import type { ViewRequestParts } from '../../main/app/view-requests.ts';
import type { Clock } from '../../main/base/clock.ts';
import type { MetersReport } from '../../shared/meters.ts';
import { openMemoryLedger } from './memory-ledger.ts';

const plan = { timeZone: 'UTC', messageId: null, key: '1', at: 1 } as const;
const tunnel = { month: '2026-11', count: 12, plan: 20_000 };
const used: Omit<MetersReport, 'tunnel'> = {
  ...{ today: '2026-11-20', currency: 'USD', capPerDay: 2, tokensPerDay: null, onCap: 'warn' },
  ...{ costToday: 0, tokensToday: 0, rows: [] },
};

/** What the views beside the thread are asked about: task T1, reminder R1, the contact `known`, and `deleted`, who was one; on a data file in memory. */
export async function viewParts(clock: Clock): Promise<ViewRequestParts> {
  const store = openMemoryLedger();
  await store.addTask({
    ...{ ...plan, title: 'Send the contract', note: '', people: [], waitingFor: null },
    ...{ due: null, dueAt: null, nudgeAt: null, author: 'owner' },
  });
  await store.addReminder({ ...plan, text: 'Call Anna', repeat: null, nextAt: 2 });
  const contacts = new ContactBook(store, clock);
  for (const id of ['known', 'deleted']) {
    const none = { note: '', phones: [], emails: [], userIds: [], conversationIds: [] };
    await contacts.save({ name: id, ...none }, { id, principal: 'owner', messageId: null });
  }
  await contacts.delete('deleted');
  return {
    ...{ store, clock, planning: { changed: () => {} }, contacts },
    ...{ meters: { report: async () => used }, tunnel: { requests: tunnel } },
  };
}
