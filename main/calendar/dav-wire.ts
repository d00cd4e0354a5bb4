import { oneLine } from './one-line.ts';
import { find, findAll, readXml } from './dav-xml.ts';
import type { XmlElement } from './dav-xml.ts';

/** What a server tells of one address. Addresses are as it writes them: often without their host. */
export type DavEntry = {
  readonly href: string;
  readonly isCalendar: boolean;
  readonly isCollection: boolean;
  /** Whether it can hold events; servers have lists of tasks beside them. */
  readonly holdsEvents: boolean;
  readonly mayWrite: boolean;
  readonly name: string;
  /** Changes with every change of the calendar; null where the server has none. */
  readonly tag: string | null;
  readonly principal: string | null;
  readonly home: string | null;
  /** The event's file, where it was asked for. */
  readonly data: string | null;
};

const dav = 'DAV:';
const caldav = 'urn:ietf:params:xml:ns:caldav';

const xmlns = `xmlns:d="${dav}" xmlns:c="${caldav}" xmlns:s="http://calendarserver.org/ns/"`;

/** Asks what an address is, and where the calendars of whoever asks are. */
export const propertiesBody = `<?xml version="1.0" encoding="utf-8"?>
<d:propfind ${xmlns}><d:prop><d:resourcetype/><d:displayname/><d:current-user-principal/>
<d:current-user-privilege-set/><d:sync-token/><s:getctag/><c:calendar-home-set/>
<c:supported-calendar-component-set/></d:prop></d:propfind>`;

/** Asks for the events that touch a range, epoch ms. */
export function queryBody({ from, to }: { readonly from: number; readonly to: number }): string {
  const range = `start="${utcStamp(from)}" end="${utcStamp(to)}"`;
  return `<?xml version="1.0" encoding="utf-8"?>
<c:calendar-query ${xmlns}><d:prop><d:getetag/><c:calendar-data/></d:prop><c:filter>
<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"><c:time-range ${range}/></c:comp-filter>
</c:comp-filter></c:filter></c:calendar-query>`;
}

/** `20261102T090000Z`. */
export function utcStamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/gu, '')}Z`;
}

/** Reads an answer to either. Throws ProtocolError. */
export function readMultistatus(text: string): readonly DavEntry[] {
  return findAll(readXml(text), `${dav} response`).map(toEntry);
}

function toEntry(response: XmlElement): DavEntry {
  const prop = propertiesOf(response);
  const type = prop(`${dav} resourcetype`);
  const kinds = prop(`${caldav} supported-calendar-component-set`);
  const tag = prop('http://calendarserver.org/ns/ getctag') ?? prop(`${dav} sync-token`);
  return {
    href: textIn(response, `${dav} href`) ?? '',
    isCalendar: find(type, `${caldav} calendar`) !== null,
    isCollection: find(type, `${dav} collection`) !== null,
    holdsEvents: kinds === null || findAll(kinds, `${caldav} comp`).some(isOfEvents),
    mayWrite: mayWrite(prop(`${dav} current-user-privilege-set`)),
    name: oneLine(prop(`${dav} displayname`)?.text ?? ''),
    tag: tag === null || tag.text.trim() === '' ? null : tag.text.trim(),
    principal: textIn(prop(`${dav} current-user-principal`), `${dav} href`),
    home: textIn(prop(`${caldav} calendar-home-set`), `${dav} href`),
    data: prop(`${caldav} calendar-data`)?.text ?? null,
  };
}

/** Those that the server has; it lists the others with a status of their own. */
function propertiesOf(response: XmlElement): (name: string) => XmlElement | null {
  const props = findAll(response, `${dav} propstat`)
    .filter((part) => / 2\d\d(?: |$)/u.test(textIn(part, `${dav} status`) ?? ' 200'))
    .flatMap((part) => find(part, `${dav} prop`)?.children ?? []);
  return (name) => props.find((property) => property.name === name) ?? null;
}

function textIn(element: XmlElement | null, name: string): string | null {
  return find(element, name)?.text.trim() ?? null;
}

function isOfEvents({ attributes }: XmlElement): boolean {
  return /\sname\s*=\s*["']VEVENT["']/iu.test(attributes);
}

/** A server that does not say what is allowed is asked by doing it. */
function mayWrite(privileges: XmlElement | null): boolean {
  if (privileges === null) return true;
  return ['all', 'write', 'write-content', 'bind'].some(
    (name) => find(privileges, `${dav} ${name}`) !== null,
  );
}
