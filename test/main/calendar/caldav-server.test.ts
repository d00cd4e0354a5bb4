import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventWish } from '../../../main/agent/tools/calendar-ports.ts';
import { LocalServer } from '../../fakes/local-server.ts';
import type { LocalAnswer } from '../../fakes/local-server.ts';
import { calDavAt, never } from './calendar-samples.ts';

const november = { from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 11, 1) };
const wish: EventWish = {
  ...{ uid: 'adjutant-1', title: 'Dentist', isAllDay: false, place: null, notes: null },
  ...{ start: november.from, end: november.from + 60_000, madeAt: 0 },
};

let server: LocalServer;
beforeEach(async () => {
  server = await new LocalServer().open();
});
afterEach(() => server.close());

function calendarXml(tag: string, name = 'One'): string {
  return `<?xml version="1.0"?><multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
    <response><href>/cal/</href><propstat><prop><resourcetype><collection/><C:calendar/></resourcetype>
    <displayname>${name}</displayname><sync-token>${tag}</sync-token>
    <C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set>
    </prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>`;
}

const noEvents = '<multistatus xmlns="DAV:"/>';

/** Answers with one calendar; what else is asked for goes to `other`. */
function oneCalendar(other: LocalAnswer, tag = () => 't'): LocalAnswer {
  return (request, answer) => {
    if (request.method === 'PROPFIND') answer.writeHead(207).end(calendarXml(tag()));
    else if (request.method === 'REPORT') answer.writeHead(207).end(noEvents);
    else other(request, answer);
  };
}

async function add(): Promise<void> {
  const { writer } = calDavAt(`${server.url}/cal/`);
  const [place] = (await writer?.calendars(never)) ?? [];
  if (!place) throw new Error('nothing can be written to');
  await writer?.add(place, wish, never);
}

describe('reading', () => {
  test('asks for the events only where something has changed', async () => {
    let tag = 1;
    server.answer = oneCalendar(
      () => {},
      () => String(tag),
    );
    const source = calDavAt(`${server.url}/cal/`);
    const reports = () => server.requests.filter(({ method }) => method === 'REPORT').length;
    await source.read(november, never);
    await source.read(november, never);
    expect(reports()).toBe(1);
    tag = 2;
    await source.read(november, never);
    expect(reports()).toBe(2);
  });

  test.each([
    [401, 'The user name or the password is wrong.'],
    [403, 'It may not be read or changed with this password.'],
    [404, 'There is no calendar at its address.'],
    [405, 'Its address is none of CalDAV.'],
    [503, 'Its server answered 503.'],
  ])('tells what %i means', async (status, sentence) => {
    server.answer = (_request, answer) => void answer.writeHead(status).end();
    const reading = calDavAt(`${server.url}/cal/`).read(november, never);
    await expect(reading).rejects.toMatchObject({ message: `The calendar “work”: ${sentence}` });
  });

  test('tells an answer that is no WebDAV, and a server that is not there', async () => {
    server.answer = (_request, answer) => void answer.writeHead(200).end('<!DOCTYPE html><p>Hello');
    const source = calDavAt(`${server.url}/cal/`);
    await expect(source.read(november, never)).rejects.toMatchObject({ code: 'CALENDAR_ANSWER' });
    await server.close();
    await expect(source.read(november, never)).rejects.toMatchObject({ kind: 'network' });
    server = await new LocalServer().open();
  });

  test('of several calendars one that is closed takes no other along, and is told', async () => {
    const named = (name: string): string =>
      (/<response>[\s\S]*<\/response>/u.exec(calendarXml(name, name))?.[0] ?? '')
        .replace('/cal/', `/${name}/`)
        .replace('<C:calendar/>', name === 'all' ? '' : '<C:calendar/>');
    const all = (...names: readonly string[]): string =>
      calendarXml('').replace(/<response>[\s\S]*<\/response>/u, names.map(named).join(''));
    let closed: readonly string[] = ['/Two/'];
    server.answer = ({ method, path, headers }, answer) => {
      if (method === 'PROPFIND')
        answer.writeHead(207).end(headers['depth'] === '0' ? all('all') : all('One', 'Two'));
      else if (closed.includes(path)) answer.writeHead(403).end();
      else answer.writeHead(207).end(noEvents);
    };
    const source = calDavAt(`${server.url}/all/`);
    expect(await source.read(november, never)).toMatchObject({ missing: ['work/Two'] });
    closed = [];
    expect(await source.read(november, never)).toMatchObject({ missing: [] });
    closed = ['/One/', '/Two/'];
    const later = { from: november.from, to: november.to + 1000 };
    await expect(source.read(later, never)).rejects.toMatchObject({ code: 'CALENDAR_FORBIDDEN' });
  });

  test('reads an answer of more than 5 MB no further', async () => {
    server.answer = (_request, answer) => void answer.writeHead(207).end('x'.repeat(6_000_000));
    const reading = calDavAt(`${server.url}/cal/`).read(november, never);
    await expect(reading).rejects.toMatchObject({ code: 'ANSWER_TOO_LARGE' });
  });
});

describe('the password', () => {
  test('follows a redirect on the same server only', async () => {
    const other = await new LocalServer().open();
    server.answer = (request, answer) => {
      if (request.path === '/') answer.writeHead(301, { location: '/cal/' }).end();
      else answer.writeHead(207).end(calendarXml('t'));
    };
    const places = await calDavAt(server.url).writer?.calendars(never);
    expect(places?.map(({ url }) => url)).toEqual([`${server.url}/cal/`]);
    server.answer = (_request, answer) => void answer.writeHead(302, { location: other.url }).end();
    const led = calDavAt(server.url).read(november, never);
    await expect(led).rejects.toMatchObject({ code: 'CALENDAR_MOVED' });
    expect(other.requests).toEqual([]);
    await other.close();
  });

  test('is not given to another server that the first one names', async () => {
    const other = await new LocalServer().open();
    server.answer = (_request, answer) =>
      void answer.writeHead(207).end(
        `<multistatus xmlns="DAV:"><response><href>/</href><propstat><prop><current-user-principal>
        <href>${other.url}/me/</href></current-user-principal></prop></propstat></response></multistatus>`,
      );
    const led = calDavAt(server.url).read(november, never);
    await expect(led).rejects.toMatchObject({ code: 'CALENDAR_MOVED' });
    expect(other.requests).toEqual([]);
    await other.close();
  });
});

describe('adding', () => {
  test('takes a file of the same name and id for its own, and no other', async () => {
    let uid = 'adjutant-1';
    server.answer = oneCalendar(({ method }, answer) => {
      if (method === 'PUT') answer.writeHead(412).end();
      else
        answer.writeHead(200).end(`BEGIN:VCALENDAR\r\nUID:${uid.slice(0, 4)}\r\n ${uid.slice(4)}`);
    });
    await add();
    uid = 'other';
    await expect(add()).rejects.toMatchObject({ code: 'CALENDAR_EVENT' });
  });

  test('looks whether it arrived when the answer was lost', async () => {
    let isKept = true;
    server.answer = oneCalendar(({ method, path }, answer) => {
      if (method === 'PUT') answer.socket?.destroy();
      else if (isKept) answer.writeHead(200).end(`UID:${path.slice(5, -4)}`);
      else answer.writeHead(404).end();
    });
    await add();
    isKept = false;
    await expect(add()).rejects.toMatchObject({ kind: 'network', mayHaveArrived: true });
  });

  test('is refused where the server says no, with its reason', async () => {
    server.answer = oneCalendar((_request, answer) => void answer.writeHead(403).end());
    await expect(add()).rejects.toMatchObject({ kind: 'auth' });
  });
});
