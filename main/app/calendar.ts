import { isCalendarAddress } from '../../shared/calendar-sources.ts';
import type { CalendarSourceSetting } from '../../shared/calendar-sources.ts';
import { AuthError, SettingsError } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';
import type { CalendarEvent, TimeRange } from '../agent/tools/calendar-ports.ts';
import { createCalendarTools } from '../agent/tools/calendar.ts';
import type { Clock } from '../base/clock.ts';
import type { Scope } from '../base/scope.ts';
import { CalDavSource } from '../calendar/caldav-source.ts';
import { CalendarHttp } from '../calendar/calendar-http.ts';
import type { Credentials } from '../calendar/calendar-http.ts';
import { CalendarShelf } from '../calendar/calendar-shelf.ts';
import { Calendars } from '../calendar/calendars.ts';
import { createIcsThread } from '../calendar/ics-thread.ts';
import { IcsSource } from '../calendar/ics-source.ts';
import type { CalendarSource } from '../calendar/ports.ts';
import type { CalendarPort } from '../doctor/calendar-check.ts';
import type { Secrets } from '../settings/ports.ts';
import type { AgentCore } from './agent-core.ts';
import { bundledScript } from './ground.ts';
import type { Ground } from './ground.ts';
import { timeZoneOf } from './time-zone.ts';

declare const __APP_VERSION__: string;

/** The owner's calendars, for the agent and for what plans the owner's day. */
export type Calendar = {
  readonly sources: readonly CalendarSource[];
  /**
   * Events that touch the range, in their order. Waits a moment at most. Throws AppError where one of the calendars is
   * not known at all, so that nobody takes the rest for everything.
   */
  events(range: TimeRange, signal: AbortSignal): Promise<readonly CalendarEvent[]>;
};

/** Opens the calendars of the settings and keeps them read; nothing is asked where there are none. */
export function joinCalendar(
  ground: Ground,
  agent: Pick<AgentCore, 'addTools'>,
  scope: Scope,
): Calendar {
  const { settings, secrets, clock, awake, rehearsal } = ground;
  const log = ground.log.child('calendar');
  // In a rehearsal nothing of the owner's is touched.
  const sources = rehearsal === null ? openSources(settings, secrets, clock) : [];
  const shelves = sources.map(
    (source) => new CalendarShelf({ source, clock: awake, log }, scope.signal),
  );
  const stop = secrets.onChange((name) => {
    const isForAll = name === null || name === 'proxy-password';
    for (const shelf of shelves) {
      if (isForAll || name === secretOf(shelf.source)) shelf.touch();
    }
  });
  scope.defer('calendar passwords', stop);
  for (const shelf of shelves) shelf.start();
  const calendars = new Calendars(shelves, clock);
  const tools = createCalendarTools(calendars);
  agent.addTools(() => tools);
  return { sources, events: (range, signal) => calendars.events(range, signal) };
}

/** What a doctor looks at. */
export function calendarPort(
  sources: readonly CalendarSource[],
  settings: Settings,
  clock: Clock,
): CalendarPort {
  return { sources, timeZone: timeZoneOf(settings), now: () => clock.now() };
}

/** The calendars as they are set up, with nothing asked yet. */
export function openSources(
  settings: Settings,
  secrets: Pick<Secrets, 'get'>,
  clock: Clock,
): readonly CalendarSource[] {
  const timeZone = timeZoneOf(settings);
  const reader = createIcsThread(bundledScript('ics-worker.js'), clock);
  const userAgent = `Adjutant/${__APP_VERSION__}`;
  return settings['calendar.sources'].map((source) => {
    const { name, kind, url, writable } = source;
    const credentials = (): Promise<Credentials | null> => credentialsOf(source, secrets);
    const http = new CalendarHttp({ name, credentials, userAgent });
    const parts = { name, http, reader, timeZone };
    if (kind === 'caldav') {
      return new CalDavSource({ ...parts, address: url ?? '', isWritable: writable });
    }
    return new IcsSource({ ...parts, address: () => addressOf(source, secrets) });
  });
}

function secretOf({ name }: { readonly name: string }): string {
  return `calendar.${name}`;
}

async function credentialsOf(
  source: CalendarSourceSetting,
  secrets: Pick<Secrets, 'get'>,
): Promise<Credentials | null> {
  const { username } = source;
  if (username === null) return null;
  const password = await secrets.get(secretOf(source));
  if (password === null) {
    throw new AuthError('CALENDAR_PASSWORD', 'Its password is not set.', {
      remedy: `Set it: npm run -s adjutant -- secret set ${secretOf(source)}`,
    });
  }
  return { username, password };
}

/** The address of a file; a secret one is in the keychain instead of the settings. */
async function addressOf(
  source: CalendarSourceSetting,
  secrets: Pick<Secrets, 'get'>,
): Promise<string> {
  if (source.url !== null) return source.url;
  const remedy = `Set it: npm run -s adjutant -- secret set ${secretOf(source)}`;
  const kept = await secrets.get(secretOf(source));
  if (kept === null) {
    throw new AuthError('CALENDAR_ADDRESS', 'Neither url nor its secret address is set.', {
      remedy,
    });
  }
  const address = kept.trim().replace(/^webcals?:/iu, 'https:');
  if (isCalendarAddress(address)) return address;
  throw new SettingsError(
    'CALENDAR_ADDRESS',
    'Its secret is no https:// or webcal:// address.',
    remedy,
  );
}
