import { readIcs } from '../../../main/calendar/ics.ts';
import type { CalendarEvent, IcsReading } from '../../../main/calendar/ports.ts';

/** A calendar of one event, its lines as a file has them. */
export function eventOf(...lines: readonly string[]): string {
  return ['BEGIN:VEVENT', 'UID:1', 'SUMMARY:Talk', ...lines, 'END:VEVENT'].join('\r\n');
}

/** A file of these components. */
export function fileOf(...components: readonly string[]): string {
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...components, 'END:VCALENDAR', ''].join('\r\n');
}

type Days = { readonly from: string; readonly to: string; readonly timeZone?: string };

/** What a file holds between two days of UTC. */
export function readDays(text: string, { from, to, timeZone = 'Europe/Berlin' }: Days): IcsReading {
  const range = { from: Date.parse(`${from}T00:00Z`), to: Date.parse(`${to}T00:00Z`) };
  return readIcs({ texts: [{ calendar: 'Home', text }], range, timeZone });
}

/** `2026-11-02T09:00/10:00` in UTC: how tests write when an event is. */
export function spansOf({ events }: { readonly events: readonly CalendarEvent[] }) {
  return events.map(({ start, end }) => {
    const [one, other] = [start, end].map((at) => new Date(at).toISOString().slice(0, 16));
    return one?.slice(0, 10) === other?.slice(0, 10)
      ? `${one}/${other?.slice(11)}`
      : `${one}/${other}`;
  });
}
