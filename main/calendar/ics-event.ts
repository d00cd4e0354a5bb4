import ICAL from 'ical.js';
import { oneLine } from './one-line.ts';
import type { FileZones, Zone } from './zones.ts';
import { utc, wallOf } from './zones.ts';

/** A time of a file: what it shows, and where. */
export type Moment = { readonly wall: number; readonly zone: Zone; readonly isDate: boolean };

/** An event as its file has it: one by itself, the first of a series, or one of a series that was changed. */
export type FileEvent = {
  readonly uid: string;
  readonly title: string;
  readonly place: string | null;
  readonly isCancelled: boolean;
  readonly isBusy: boolean;
  readonly start: Moment;
  /** Of a whole day in days, else in milliseconds. */
  readonly length: Length;
  readonly rules: readonly ICAL.Recur[];
  /** Further dates, with an end of their own where they have one. */
  readonly more: readonly { readonly at: Moment; readonly lengthMs: number | null }[];
  readonly without: readonly Moment[];
  /** Which one of the series it takes the place of. */
  readonly insteadOf: Moment | null;
};

type Length = { readonly days: number } | { readonly ms: number };

const dayMs = 86_400_000;
const earliest = Date.UTC(1900, 0);
const latest = Date.UTC(2200, 0);

/** Reads one VEVENT. Throws where it makes no sense. */
export function readEvent(block: string, zones: FileZones): FileEvent {
  const event = new ICAL.Component(ICAL.parse(block));
  const insteadOf = momentsOf(event, 'recurrence-id', zones)[0] ?? null;
  // One of a series that was called off may tell nothing but which one it is.
  const start = momentsOf(event, 'dtstart', zones)[0] ?? insteadOf;
  if (!start || start.wall < earliest || start.wall > latest) throw new Error('no usable start');
  const title = oneLine(textOf(event, 'summary'));
  const place = oneLine(textOf(event, 'location'));
  return {
    uid: textOf(event, 'uid'),
    title: title === '' ? '(no title)' : title,
    place: place === '' ? null : place,
    isCancelled: textOf(event, 'status').toUpperCase() === 'CANCELLED',
    isBusy: textOf(event, 'transp').toUpperCase() !== 'TRANSPARENT',
    ...{ start, length: lengthOf(event, start, zones) },
    rules: event
      .getAllProperties('rrule')
      .map((property) => property.getFirstValue())
      .filter((rule) => rule instanceof ICAL.Recur),
    more: furtherDates(event, zones),
    without: momentsOf(event, 'exdate', zones),
    insteadOf,
  };
}

function textOf(event: ICAL.Component, name: string): string {
  const value = event.getFirstPropertyValue(name);
  return typeof value === 'string' ? value : '';
}

function momentsOf(event: ICAL.Component, name: string, zones: FileZones): readonly Moment[] {
  return event
    .getAllProperties(name)
    .flatMap((property) =>
      valuesOf(property)
        .filter((value) => value instanceof ICAL.Time)
        .map((time) => toMoment(time, property, zones)),
    )
    .filter(({ wall }) => !Number.isNaN(wall));
}

function valuesOf(property: ICAL.Property): readonly unknown[] {
  return property.getValues();
}

function toMoment(time: ICAL.Time, property: ICAL.Property, zones: FileZones): Moment {
  const tzid = property.getFirstParameter('tzid') as string | undefined;
  const isUtc = time.zone === ICAL.Timezone.utcTimezone;
  return { wall: wallOf(time), zone: isUtc ? utc : zones.of(tzid ?? null), isDate: time.isDate };
}

function lengthOf(event: ICAL.Component, start: Moment, zones: FileZones): Length {
  const end = momentsOf(event, 'dtend', zones)[0];
  const duration = event.getFirstPropertyValue('duration');
  if (start.isDate) {
    const days = end
      ? (end.wall - start.wall) / dayMs
      : duration instanceof ICAL.Duration
        ? duration.toSeconds() / 86_400
        : 1;
    return { days: Math.max(1, Math.ceil(days)) };
  }
  if (end) return { ms: Math.max(0, instantOf(end) - instantOf(start)) };
  return { ms: duration instanceof ICAL.Duration ? Math.max(0, duration.toSeconds() * 1000) : 0 };
}

function furtherDates(event: ICAL.Component, zones: FileZones): FileEvent['more'] {
  const dates: { readonly at: Moment; readonly lengthMs: number | null }[] = [];
  for (const property of event.getAllProperties('rdate')) {
    for (const value of valuesOf(property)) {
      if (value instanceof ICAL.Time) {
        dates.push({ at: toMoment(value, property, zones), lengthMs: null });
      } else if (value instanceof ICAL.Period) {
        const lengthMs = Math.max(0, value.getDuration().toSeconds() * 1000);
        dates.push({ at: toMoment(value.start, property, zones), lengthMs });
      }
    }
  }
  return dates;
}

/** Epoch ms. */
export function instantOf({ wall, zone }: Moment): number {
  return zone.toInstant(wall);
}
