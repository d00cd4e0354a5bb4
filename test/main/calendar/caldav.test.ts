import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventWish } from '../../../main/agent/tools/calendar-ports.ts';
import { calDavAt, never } from './calendar-samples.ts';
import { eventOf, fileOf, spansOf } from './ics-samples.ts';
import { noRadicale, Radicale } from './radicale.ts';

const november = { from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 11, 1) };
const wish: EventWish = {
  ...{ uid: 'adjutant-1', title: 'Dentist; ouch, 50% “off”\\', isAllDay: false },
  ...{ start: Date.UTC(2026, 10, 9, 14), end: Date.UTC(2026, 10, 9, 15) },
  ...{ place: 'Main Street 1, top floor', notes: `With: ${'Zoë '.repeat(40)}`, madeAt: 0 },
};

const reason = noRadicale === null ? '' : ` (skipped: ${noRadicale})`;

describe.skipIf(noRadicale !== null)(`with a real Radicale${reason}`, () => {
  let server: Radicale;
  beforeAll(async () => {
    server = await Radicale.open();
    const work = await server.makeCalendar('c1', 'Team &amp; Co');
    const home = await server.makeCalendar('c2', 'Home');
    const series = eventOf('DTSTART:20260105T090000Z', 'RRULE:FREQ=WEEKLY;BYDAY=MO');
    await server.put(`${work}1.ics`, fileOf(series));
    await server.put(`${home}2.ics`, fileOf(eventOf('DTSTART;VALUE=DATE:20261111')));
    await server.put(
      `${home}3.ics`,
      fileOf(eventOf('DTSTART:20270101T090000Z').replace('UID:1', 'UID:3')),
    );
  });
  afterAll(() => server?.close());

  test('finds all calendars of a user from the address of the server, and reads a range of them', async () => {
    const { events, unread } = await calDavAt(server.url).read(november, never);
    expect(unread).toBe(0);
    expect(events.map(({ calendar }) => calendar)).toEqual([
      ...['work/Team & Co', 'work/Team & Co', 'work/Home', 'work/Team & Co'],
      ...['work/Team & Co', 'work/Team & Co'],
    ]);
    expect(spansOf({ events }).slice(0, 3)).toEqual([
      '2026-11-02T09:00/09:00',
      '2026-11-09T09:00/09:00',
      '2026-11-10T23:00/2026-11-11T23:00',
    ]);
  });

  test('reads one calendar by its own address, without a slash at the end as well', async () => {
    const { events } = await calDavAt(`${server.url}/ann/c2`).read(november, never);
    expect(events.map(({ calendar, isAllDay }) => [calendar, isAllDay])).toEqual([['work', true]]);
  });

  test('sees what is new at the next look', async () => {
    const url = await server.makeCalendar('c3', 'New');
    const source = calDavAt(url);
    expect((await source.read(november, never)).events).toEqual([]);
    await server.put(`${url}1.ics`, fileOf(eventOf('DTSTART:20261103T090000Z')));
    expect(spansOf(await source.read(november, never))).toEqual(['2026-11-03T09:00/09:00']);
    expect(spansOf(await source.read(november, never))).toEqual(['2026-11-03T09:00/09:00']);
  });

  test('puts an event there once, however often it is asked to', async () => {
    const url = await server.makeCalendar('c4', 'Mine');
    const source = calDavAt(url);
    const [place] = (await source.writer?.calendars(never)) ?? [];
    if (!place) throw new Error('nothing can be written to');
    await source.writer?.add(place, wish, never);
    await source.writer?.add(place, { ...wish, madeAt: 9_000_000 }, never);
    const { events } = await source.read(november, never);
    const { title, start, end } = wish;
    const event = { title, start, end, place: wish.place, calendar: 'work' };
    expect(events).toEqual([{ ...event, isAllDay: false, isBusy: true }]);
    const text = await server.get(`${url}adjutant-1.ics`);
    expect(text.replaceAll(/\r?\n[ \t]/gu, '')).toContain('Zoë Zoë');
  });

  test('whole days stay whole days', async () => {
    const source = calDavAt(await server.makeCalendar('c5', 'Days'));
    const [place] = (await source.writer?.calendars(never)) ?? [];
    if (!place) throw new Error('nothing can be written to');
    const days = { start: Date.UTC(2026, 10, 10), end: Date.UTC(2026, 10, 12), isAllDay: true };
    await source.writer?.add(place, { ...wish, ...days }, never);
    const reading = await source.read(november, never);
    expect(spansOf(reading)).toEqual(['2026-11-09T23:00/2026-11-11T23:00']);
  });

  test('tells a wrong password, an address where nothing is, and one that is no calendar', async () => {
    const wrong = calDavAt(server.url, { username: 'ann', password: 'wrong' });
    await expect(wrong.read(november, never)).rejects.toMatchObject({
      kind: 'auth',
      message: 'The calendar “work”: The user name or the password is wrong.',
      remedy: expect.stringContaining('secret set calendar.work'),
    });
    await expect(calDavAt(`${server.url}/bob/x/`).read(november, never)).rejects.toMatchObject({
      message: expect.stringContaining('The calendar “work”'),
    });
  });
});
