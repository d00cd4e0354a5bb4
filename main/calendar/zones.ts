import ICAL from 'ical.js';
import { canonicalZone } from '../../shared/time-zone.ts';
import { instantBy, toInstant, toWall } from '../base/wall-time.ts';
import { windowsZones } from './zone-names.ts';

/** A time zone of an event: between instants (epoch ms) and wall times (see `wall-time.ts`). */
export type Zone = {
  readonly toInstant: (wall: number) => number;
  readonly toWall: (at: number) => number;
};

export const utc: Zone = { toInstant: (wall) => wall, toWall: (at) => at };

/** A zone of the IANA list that this machine knows. */
export function ianaZone(name: string): Zone {
  return {
    toInstant: (wall) => toInstant(wall, name),
    toWall: (at) => toWall(at, name),
  };
}

/**
 * The zones of one file. A name that the machine knows is believed before what the file says of it: files carry the
 * rules of one year only, or none. After that come Windows' names, and then the rules in the file.
 */
export class FileZones {
  readonly #own: Zone;
  readonly #rules: ReadonlyMap<string, ICAL.Component>;
  readonly #known = new Map<string, Zone>();

  /** `own`: of times without a zone, and of names that nobody knows. */
  constructor(own: Zone, rules: ReadonlyMap<string, ICAL.Component>) {
    this.#own = own;
    this.#rules = rules;
  }

  of(tzid: string | null): Zone {
    if (tzid === null || tzid === '') return this.#own;
    const known = this.#known.get(tzid);
    if (known) return known;
    const found = this.#find(tzid);
    this.#known.set(tzid, found);
    return found;
  }

  #find(tzid: string): Zone {
    const rules = this.#rules.get(tzid);
    const location = rules?.getFirstPropertyValue('x-lic-location');
    const names = [tzid, ...(typeof location === 'string' ? [location] : [])];
    const name = names.map(toIana).find((found) => found !== null);
    if (name !== undefined) return name === 'UTC' ? utc : ianaZone(name);
    if (rules) return ruledZone(rules);
    // An abbreviation without rules: an hour off in summer at most, where the owner's zone may be many hours off.
    const bare = tzid.trim().replaceAll(/^"|"$/gu, '');
    return canonicalZone(bare) === null ? this.#own : ianaZone(bare);
  }
}

/** The IANA name in what calendars write, or null. */
export function toIana(tzid: string): string | null {
  const name = tzid.trim().replaceAll(/^"|"$/gu, '');
  if (/^(?:utc|gmt|z|etc\/utc)$/iu.test(name)) return 'UTC';
  const windows = windowsZones.get(name.toLowerCase());
  if (windows !== undefined) return windows;
  // Without a slash it may be an abbreviation such as EST, which Intl reads as a zone without summer time.
  if (name.includes('/') && canonicalZone(name) !== null) return name;
  // Globally unique ids end in the name: /citadel.org/20210210_1/Europe/Berlin.
  const end = /^\/.*?([A-Z][A-Za-z_]+\/[\w+-]+(?:\/[\w+-]+)?)$/u.exec(name)?.[1];
  return end !== undefined && canonicalZone(end) !== null ? end : null;
}

/** By the rules in the file. */
function ruledZone(rules: ICAL.Component): Zone {
  const zone = new ICAL.Timezone(rules);
  const offsetAt = (at: number): number => {
    // ical.js: it takes the wall time, and is right but for the hours around a change; the second look mends that.
    const guess = zone.utcOffset(wallTime(at)) * 1000;
    return zone.utcOffset(wallTime(at + guess)) * 1000;
  };
  return {
    toInstant: (wall) => instantBy(wall, offsetAt),
    toWall: (at) => at + offsetAt(at),
  };
}

/** A wall time as ical.js has it, without a zone. */
export function wallTime(wall: number, isDate = false): ICAL.Time {
  const at = new Date(wall);
  return new ICAL.Time(
    {
      ...{ year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() },
      ...{ hour: at.getUTCHours(), minute: at.getUTCMinutes(), second: at.getUTCSeconds(), isDate },
    },
    ICAL.Timezone.localTimezone,
  );
}

/** What a time of ical.js shows. */
export function wallOf(time: ICAL.Time): number {
  const { year, month, day, hour, minute, second } = time;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
