import ICAL from 'ical.js';
import { splitIcs } from './ics-blocks.ts';
import { instantOf, readEvent } from './ics-event.ts';
import type { FileEvent } from './ics-event.ts';
import { expand, spanAt, touches } from './ics-series.ts';
import type { Span } from './ics-series.ts';
import type { CalendarEvent, CalendarText, IcsJob, IcsReading } from './ports.ts';
import { FileZones, ianaZone, wallTime } from './zones.ts';
import type { Zone } from './zones.ts';

/** Late enough for all rules to be followed. */
const lateDay = Date.UTC(2040, 0);
/** No owner has so many in half a year; a calendar that has is a broken one. */
const maxEvents = 10_000;

/** The events of calendar files that touch a range. Never throws: what makes no sense is counted. */
export function readIcs({ texts, range, timeZone }: IcsJob): IcsReading {
  ICAL.design.strict = false;
  const own = ianaZone(timeZone);
  const events: CalendarEvent[] = [];
  let unread = 0;
  for (const text of texts) {
    const found = readText(text, own, range);
    unread += found.unread;
    events.push(...found.events.slice(0, maxEvents - events.length));
    if (events.length >= maxEvents) unread += 1;
  }
  events.sort((one, other) => one.start - other.start || one.end - other.end);
  return { events, unread };
}

function readText({ calendar, text }: CalendarText, own: Zone, range: IcsJob['range']) {
  const blocks = splitIcs(text);
  const zones = new FileZones(own, rulesOf(blocks.zones));
  const files: FileEvent[] = [];
  let unread = blocks.damaged;
  for (const block of blocks.events) {
    const event = attempt(() => readEvent(block, zones));
    if (event === null) unread += 1;
    else files.push(event);
  }
  const changed = changedOnes(files);
  const events: CalendarEvent[] = [];
  for (const file of files) {
    const found = attempt(() => spansOf(file, changed, range));
    if (found === null || !found.isWhole) unread += 1;
    for (const span of found?.spans ?? []) {
      if (events.length < maxEvents) events.push(toEvent(file, span, calendar));
    }
  }
  return { events, unread };
}

/** By the id of the series, the instants of those that were changed by themselves. */
function changedOnes(files: readonly FileEvent[]): ReadonlyMap<string, ReadonlySet<number>> {
  const changed = new Map<string, Set<number>>();
  for (const { uid, insteadOf } of files) {
    const instant = insteadOf === null ? null : attempt(() => instantOf(insteadOf));
    if (instant === null) continue;
    const instants = changed.get(uid) ?? new Set();
    instants.add(instant);
    changed.set(uid, instants);
  }
  return changed;
}

const none: ReadonlySet<number> = new Set();

function spansOf(
  file: FileEvent,
  changed: ReadonlyMap<string, ReadonlySet<number>>,
  range: IcsJob['range'],
): { readonly spans: readonly Span[]; readonly isWhole: boolean } {
  if (file.isCancelled) return { spans: [], isWhole: true };
  if (file.insteadOf === null) return expand(file, changed.get(file.uid) ?? none, range);
  const span = spanAt(file, file.start);
  return { spans: touches(span, range) ? [span] : [], isWhole: true };
}

function toEvent(
  { title, place, isBusy, start }: FileEvent,
  span: Span,
  calendar: string,
): CalendarEvent {
  return { title, ...span, isAllDay: start.isDate, isBusy, place, calendar };
}

function rulesOf(blocks: readonly string[]): ReadonlyMap<string, ICAL.Component> {
  const rules = new Map<string, ICAL.Component>();
  for (const block of blocks) {
    const zone = attempt(() => new ICAL.Component(ICAL.parse(block)));
    const tzid = zone?.getFirstPropertyValue('tzid');
    if (zone && typeof tzid === 'string' && !rules.has(tzid) && makesSense(zone)) {
      rules.set(tzid, zone);
    }
  }
  return rules;
}

/** Rules are followed only when they are asked: here once, so that broken ones do not break each of their events. */
function makesSense(zone: ICAL.Component): boolean {
  const offset = attempt(() => new ICAL.Timezone(zone).utcOffset(wallTime(lateDay)));
  return offset !== null && Math.abs(offset) < 86_400;
}

/** Null for what makes no sense: ical.js throws errors of many kinds, and none says more than that. */
function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    // Counted by the caller.
    return null;
  }
}
