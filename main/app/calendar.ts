import { calendarSecretName } from '../../shared/calendar-sources.ts';
import type { Settings } from '../../shared/settings.ts';
import type { CalendarEvent, TimeRange } from '../agent/tools/calendar-ports.ts';
import { createCalendarTools } from '../agent/tools/calendar.ts';
import type { Clock } from '../base/clock.ts';
import type { Scope } from '../base/scope.ts';
import { CalendarShelf } from '../calendar/calendar-shelf.ts';
import { Calendars } from '../calendar/calendars.ts';
import type { CalendarSource } from '../calendar/ports.ts';
import type { CalendarPort } from '../doctor/calendar-check.ts';
import type { AgentCore } from './agent-core.ts';
import type { Ground } from './ground.ts';
import { timeZoneOf } from './time-zone.ts';

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
export async function joinCalendar(
  ground: Ground,
  agent: Pick<AgentCore, 'addTools'>,
  scope: Scope,
): Promise<Calendar> {
  const { secrets, clock, awake } = ground;
  const log = ground.log.child('calendar');
  const sources = await openSources(ground);
  const shelves = sources.map(
    (source) => new CalendarShelf({ source, clock: awake, log }, scope.signal),
  );
  const stop = secrets.onChange((name) => {
    const isForAll = name === null || name === 'proxy-password';
    for (const shelf of shelves) {
      if (isForAll || name === calendarSecretName(shelf.source.name)) shelf.touch();
    }
  });
  scope.defer('calendar passwords', stop);
  for (const shelf of shelves) shelf.start();
  const calendars = new Calendars(shelves, clock);
  const tools = createCalendarTools(calendars);
  agent.addTools(() => tools);
  return { sources, events: (range, signal) => calendars.events(range, signal) };
}

/** In a rehearsal nothing of the owner's is touched; and a start without calendars does not read how they are read. */
async function openSources(ground: Ground): Promise<readonly CalendarSource[]> {
  const { settings, secrets, clock, rehearsal } = ground;
  if (rehearsal !== null || settings['calendar.sources'].length === 0) return [];
  const { openCalendarSources } = await import('./calendar-sources.ts');
  return openCalendarSources(settings, secrets, clock);
}

/** What a doctor looks at. */
export function calendarPort(
  sources: readonly CalendarSource[],
  settings: Settings,
  clock: Clock,
): CalendarPort {
  return { sources, timeZone: timeZoneOf(settings), now: () => clock.now() };
}
