import type { CallsOfDay } from '../../main/call/calls-of-day.ts';

/** A day in which any number of calls may go out. */
export const anyDay: Pick<CallsOfDay, 'take'> = { take: () => Promise.resolve(() => {}) };
