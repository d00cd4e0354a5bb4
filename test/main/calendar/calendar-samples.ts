import { CalDavSource } from '../../../main/calendar/caldav-source.ts';
import { CalendarHttp } from '../../../main/calendar/calendar-http.ts';
import { readIcs } from '../../../main/calendar/ics.ts';
import type { IcsReader } from '../../../main/calendar/ports.ts';

/** Reads at once, in this thread. */
export const directReader: IcsReader = { read: (job) => Promise.resolve(readIcs(job)) };

export const never = new AbortController().signal;

export function httpFor(user: { username: string; password: string } | null): CalendarHttp {
  return new CalendarHttp({
    name: 'work',
    credentials: () => Promise.resolve(user),
    userAgent: 'Adjutant/test',
  });
}

/** A source on a server, with a user, in Berlin. */
export function calDavAt(
  address: string,
  user: { username: string; password: string } = { username: 'ann', password: 'right' },
): CalDavSource {
  return new CalDavSource({
    ...{ name: 'work', address, isWritable: true, http: httpFor(user) },
    ...{ reader: directReader, timeZone: 'Europe/Berlin' },
  });
}
