import { utcStamp } from './dav-wire.ts';
import type { EventWish } from '../agent/tools/calendar-ports.ts';

/** RFC 5545: a line has at most 75 bytes; the rest goes on the next one, behind a space. */
const maxLineBytes = 75;

/** A file with one event. Times are in UTC: a time zone would have to be described, and none is needed. */
export function writeIcs(event: EventWish): string {
  const { uid, title, place, notes, madeAt } = event;
  const lines = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Adjutant//Calendar//EN', 'BEGIN:VEVENT'],
    ...[`UID:${escape(uid)}`, `DTSTAMP:${utcStamp(madeAt)}`, ...timesOf(event)],
    `SUMMARY:${escape(title)}`,
    ...(place === null ? [] : [`LOCATION:${escape(place)}`]),
    ...(notes === null ? [] : [`DESCRIPTION:${escape(notes)}`]),
    ...['END:VEVENT', 'END:VCALENDAR', ''],
  ];
  return lines.map(fold).join('\r\n');
}

function timesOf({ start, end, isAllDay }: EventWish): readonly string[] {
  if (!isAllDay) return [`DTSTART:${utcStamp(start)}`, `DTEND:${utcStamp(end)}`];
  return [
    `DTSTART;VALUE=DATE:${utcStamp(start).slice(0, 8)}`,
    `DTEND;VALUE=DATE:${utcStamp(end).slice(0, 8)}`,
  ];
}

/** What would end a value or begin another line. */
function escape(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll(/\r\n?|\n/gu, '\\n')
    .replaceAll(/\p{Cc}/gu, ' ')
    .replaceAll(';', '\\;')
    .replaceAll(',', '\\,');
}

function fold(line: string): string {
  const parts: string[] = [];
  let part = '';
  let bytes = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (bytes + size > maxLineBytes) {
      parts.push(part);
      part = ' ';
      bytes = 1;
    }
    part += character;
    bytes += size;
  }
  return [...parts, part].join('\r\n');
}
