import { describe, expect, test } from 'vitest';
import { eventOf, fileOf, readDays, spansOf } from './ics-samples.ts';

const november = { from: '2026-11-01', to: '2026-12-01' };

function spans(lines: readonly string[], days = november) {
  return spansOf(readDays(fileOf(eventOf(...lines)), days));
}

describe('one event', () => {
  test('is read with its words on one line', () => {
    const text = fileOf(
      eventOf('DTSTART:20261102T090000Z', 'DTEND:20261102T100000Z', 'LOCATION:Room 2\\nupstairs'),
    );
    expect(readDays(text, november)).toEqual({
      events: [
        {
          title: 'Talk',
          start: Date.UTC(2026, 10, 2, 9),
          end: Date.UTC(2026, 10, 2, 10),
          ...{ isAllDay: false, isBusy: true, place: 'Room 2 upstairs', calendar: 'Home' },
        },
      ],
      unread: 0,
    });
  });

  test('without an end has none, with a duration that', () => {
    expect(spans(['DTSTART:20261102T090000Z'])).toEqual(['2026-11-02T09:00/09:00']);
    expect(spans(['DTSTART:20261102T090000Z', 'DURATION:PT90M'])).toEqual([
      '2026-11-02T09:00/10:30',
    ]);
  });

  test('of a whole day lasts from midnight to midnight of the owner, also on the day clocks change', () => {
    expect(spans(['DTSTART;VALUE=DATE:20261102'])).toEqual(['2026-11-01T23:00/2026-11-02T23:00']);
    expect(
      spans(['DTSTART;VALUE=DATE:20261025', 'DTEND;VALUE=DATE:20261026'], {
        from: '2026-10-20',
        to: '2026-10-30',
      }),
    ).toEqual(['2026-10-24T22:00/2026-10-25T23:00']);
  });

  test('is found when it reaches over midnight into the range', () => {
    const lines = ['DTSTART:20261031T220000Z', 'DTEND:20261101T020000Z'];
    expect(spans(lines)).toEqual(['2026-10-31T22:00/2026-11-01T02:00']);
    expect(spans(['DTSTART:20261031T220000Z', 'DTEND:20261101T000000Z'])).toEqual([]);
  });

  test('that was called off is left out, one that takes no time is marked', () => {
    const text = fileOf(
      eventOf('DTSTART:20261102T090000Z', 'STATUS:CANCELLED'),
      eventOf('DTSTART:20261103T090000Z', 'TRANSP:TRANSPARENT'),
    );
    expect(readDays(text, november).events.map(({ isBusy }) => isBusy)).toEqual([false]);
  });

  test('has nothing of its alarm', () => {
    const alarm = ['BEGIN:VALARM', 'SUMMARY:Ring', 'DURATION:PT5M', 'END:VALARM'];
    const text = fileOf(eventOf(...alarm, 'DTSTART:20261102T090000Z', 'DTEND:20261102T100000Z'));
    const { events } = readDays(text, november);
    expect(events.map(({ title, end }) => [title, end])).toEqual([
      ['Talk', Date.UTC(2026, 10, 2, 10)],
    ]);
  });
});

describe('time zones', () => {
  test.each([
    ['Europe/Berlin', '2026-11-02T08:00/08:00'],
    ['America/New_York', '2026-11-02T14:00/14:00'],
    ['W. Europe Standard Time', '2026-11-02T08:00/08:00'],
    ['Eastern Standard Time', '2026-11-02T14:00/14:00'],
    ['"India Standard Time"', '2026-11-02T03:30/03:30'],
    ['/citadel.org/20210210_1/America/New_York', '2026-11-02T14:00/14:00'],
    ['UTC', '2026-11-02T09:00/09:00'],
    ['EST', '2026-11-02T14:00/14:00'],
    // Nobody knows it: as the owner's own.
    ['Moon/Tranquillity', '2026-11-02T08:00/08:00'],
  ])('%s', (tzid, span) => {
    expect(spans([`DTSTART;TZID=${tzid}:20261102T090000`])).toEqual([span]);
  });

  test('a time without a zone is the owner’s', () => {
    expect(spans(['DTSTART:20261102T090000'])).toEqual(['2026-11-02T08:00/08:00']);
  });

  test('rules in the file hold for names of its own, in summer and winter', () => {
    const zone = [
      ...['BEGIN:VTIMEZONE', 'TZID:Customized Time Zone', 'BEGIN:STANDARD'],
      ...['DTSTART:16010101T030000', 'TZOFFSETFROM:+0200', 'TZOFFSETTO:+0100'],
      ...['RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10', 'END:STANDARD', 'BEGIN:DAYLIGHT'],
      ...['DTSTART:16010101T020000', 'TZOFFSETFROM:+0100', 'TZOFFSETTO:+0200'],
      ...['RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3', 'END:DAYLIGHT', 'END:VTIMEZONE'],
    ].join('\r\n');
    const at = (day: string) => eventOf(`DTSTART;TZID=Customized Time Zone:${day}`);
    const text = fileOf(zone, at('20260702T090000'), at('20261102T090000'));
    const days = { from: '2026-07-01', to: '2026-12-01', timeZone: 'America/New_York' };
    expect(spansOf(readDays(text, days))).toEqual([
      '2026-07-02T07:00/07:00',
      '2026-11-02T08:00/08:00',
    ]);
  });
});

describe('a series', () => {
  test('keeps its hour on the wall when clocks change, and its length', () => {
    const lines = [
      'DTSTART;TZID=Europe/Berlin:20260105T090000',
      'DTEND;TZID=Europe/Berlin:20260105T093000',
      'RRULE:FREQ=WEEKLY;BYDAY=MO',
    ];
    expect(spans(lines, { from: '2026-10-18', to: '2026-11-03' })).toEqual([
      '2026-10-19T07:00/07:30',
      '2026-10-26T08:00/08:30',
      '2026-11-02T08:00/08:30',
    ]);
  });

  test.each([
    // The last Monday evening in New York is Tuesday in UTC.
    ['UNTIL=20261110T010000Z', ['2026-11-03T01:00/01:00', '2026-11-10T01:00/01:00']],
    ['UNTIL=20261110T005959Z', ['2026-11-03T01:00/01:00']],
    ['UNTIL=20261109', ['2026-11-03T01:00/01:00', '2026-11-10T01:00/01:00']],
    ['COUNT=2', ['2026-11-03T01:00/01:00', '2026-11-10T01:00/01:00']],
  ])('ends with %s', (end, found) => {
    const start = 'DTSTART;TZID=America/New_York:20261102T200000';
    expect(spans([start, `RRULE:FREQ=WEEKLY;${end}`])).toEqual(found);
  });

  test('has further dates, and misses some', () => {
    const lines = [
      ...['DTSTART:20261102T090000Z', 'DTEND:20261102T100000Z', 'RRULE:FREQ=DAILY;COUNT=4'],
      'RDATE:20261120T090000Z',
      'RDATE;VALUE=PERIOD:20261121T090000Z/PT3H',
      'EXDATE;TZID=Europe/Berlin:20261103T100000',
      'EXDATE;VALUE=DATE:20261104',
    ];
    expect(spans(lines)).toEqual([
      '2026-11-02T09:00/10:00',
      '2026-11-05T09:00/10:00',
      '2026-11-20T09:00/10:00',
      '2026-11-21T09:00/12:00',
    ]);
  });

  test('by weeks of the year is not known, which is told: ical.js would find one every week', () => {
    const rule = 'RRULE:FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO';
    const text = fileOf(eventOf('DTSTART:20261102T080000Z', rule));
    expect(spansOf(readDays(text, november))).toEqual(['2026-11-02T08:00/08:00']);
    expect(readDays(text, november).unread).toBe(1);
  });

  test('has single ones moved, renamed and called off', () => {
    const text = fileOf(
      eventOf('DTSTART;TZID=Europe/Berlin:20261102T090000', 'RRULE:FREQ=DAILY;COUNT=5'),
      eventOf('RECURRENCE-ID:20261103T080000Z', 'DTSTART:20261125T120000Z'),
      eventOf('RECURRENCE-ID:20261104T080000Z', 'DTSTART:20261104T080000Z', 'STATUS:CANCELLED'),
      eventOf('RECURRENCE-ID:20261105T080000Z', 'STATUS:CANCELLED'),
    );
    expect(spansOf(readDays(text, november))).toEqual([
      '2026-11-02T08:00/08:00',
      '2026-11-06T08:00/08:00',
      '2026-11-25T12:00/12:00',
    ]);
  });

  test('that began long ago is found without walking through all of it', () => {
    const lines = ['DTSTART:19700101T000030Z', 'RRULE:FREQ=MINUTELY;INTERVAL=7;BYHOUR=5'];
    const days = { from: '2026-11-02', to: '2026-11-03' };
    const reading = readDays(fileOf(eventOf(...lines)), days);
    expect(reading.unread).toBe(0);
    expect(reading.events).toHaveLength(9);
    // 7 minutes from one to the next, counted from 1970.
    expect(reading.events.every(({ start }) => (start - 30_000) % 420_000 === 0)).toBe(true);
  });

  test.each([
    ['never', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'],
    ['never in a year', 'RRULE:FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=31'],
    ['every second', 'RRULE:FREQ=SECONDLY'],
    ['every second, counted', 'RRULE:FREQ=SECONDLY;COUNT=2000000000'],
    ['no rule at all', 'RRULE:FREQ=NOW;BYDAY=99XX'],
  ])('of %s ends', (_what, rule) => {
    const { events, unread } = readDays(
      fileOf(eventOf('DTSTART:20261102T090000Z', rule), eventOf('DTSTART:20261103T090000Z')),
      november,
    );
    expect(events.length).toBeLessThanOrEqual(2001);
    expect(events.some(({ start }) => start === Date.UTC(2026, 10, 3, 9))).toBe(true);
    expect(unread).toBeLessThanOrEqual(1);
  });
});
