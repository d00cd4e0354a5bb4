import { expect, test } from 'vitest';
import { readIcs } from '../../../main/calendar/ics.ts';
import { readMultistatus } from '../../../main/calendar/dav-wire.ts';
import { AppError } from '../../../shared/errors.ts';
import { eventOf, fileOf } from './ics-samples.ts';

/** The same numbers in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

const whole = fileOf(
  ...['BEGIN:VTIMEZONE\r\nTZID:Own\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000'],
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD',
  'END:VTIMEZONE',
  eventOf(
    ...['DTSTART;TZID=Own:20261102T090000', 'DTEND;TZID=Own:20261102T100000'],
    ...['RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270102T000000Z', 'EXDATE;TZID=Own:20261104T090000'],
    ...['RDATE;VALUE=PERIOD:20261121T090000Z/PT3H', 'LOCATION:Room\\, 2', 'BEGIN:VALARM'],
    ...['TRIGGER:-PT15M', 'END:VALARM'],
  ),
  eventOf('RECURRENCE-ID;TZID=Own:20261109T090000', 'DTSTART:20261109T120000Z', 'DURATION:PT1H'),
  eventOf('DTSTART;VALUE=DATE:20261111', 'RRULE:FREQ=MONTHLY;BYDAY=2WE;COUNT=12'),
);

const scraps = [
  ...[
    '\r\n',
    ':',
    ';',
    '=',
    ',',
    '"',
    '\\',
    '\u0000',
    'END:VEVENT',
    'BEGIN:VEVENT\r\n',
    '9'.repeat(40),
  ],
  ...['-', 'T', 'Z', 'P', 'NaN', 'FREQ=SECONDLY;', 'INTERVAL=0;', 'BYDAY=0MO;', 'UNTIL=;', 'TZID='],
  ...[
    'BYMONTHDAY=99;',
    'BYSETPOS=-400;',
    'COUNT=-1;',
    'BYHOUR=77;',
    'BYYEARDAY=400;',
    '\u202E',
    '\uD800',
  ],
  ...[
    '00000000',
    '99991231T235959Z',
    'BEGIN:VALARM\r\n',
    'FREQ=YEARLY;BYWEEKNO=60;',
    '20270230T256199',
  ],
];

function damage(text: string, random: (below: number) => number): string {
  let damaged = text;
  for (let count = 1 + random(6); count > 0; count -= 1) {
    const at = random(damaged.length);
    const length = random(20);
    const scrap = scraps[random(scraps.length)] ?? '';
    const kinds = [
      () => damaged.slice(0, at) + damaged.slice(at + length),
      () => damaged.slice(0, at) + scrap + damaged.slice(at),
      () => damaged.slice(0, at) + scrap + damaged.slice(at + length),
      () => damaged.slice(0, at),
      () => damaged.slice(0, at) + damaged.slice(Math.max(0, at - 200)),
    ];
    damaged = kinds[random(kinds.length)]?.() ?? damaged;
  }
  return damaged;
}

const range = { from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 11, 1) };

test.each([7, 8, 9])('100 damaged files (%i) are read, and what is read makes sense', (seed) => {
  const random = numbers(seed);
  let read = 0;
  for (let count = 0; count < 100; count += 1) {
    const text = damage(whole, random);
    const texts = [{ calendar: 'Home', text }];
    const { events, unread } = readIcs({ texts, range, timeZone: 'Europe/Berlin' });
    expect(unread).toBeGreaterThanOrEqual(0);
    for (const { start, end, title } of events) {
      expect(end).toBeGreaterThanOrEqual(start);
      expect(start < range.to && (end > range.from || start >= range.from)).toBe(true);
      expect(title).toMatch(/^[^\p{Cc}]{1,200}$/u);
    }
    read += events.length;
  }
  // Most damage costs a part only.
  expect(read).toBeGreaterThan(100);
});

test('one damaged event takes no other along', () => {
  const good = eventOf('DTSTART:20261103T090000Z');
  const bad = [
    eventOf('DTSTART:soon'),
    eventOf('SUMMARY:No start'),
    eventOf('DTSTART:20261103T090000Z', 'RRULE:FREQ=WEEKLY;BYDAY=XX'),
    'BEGIN:VEVENT\r\nDTSTART:20261103T090000Z',
  ];
  const texts = [{ calendar: 'Home', text: fileOf(...bad, good) }];
  const { events, unread } = readIcs({ texts, range, timeZone: 'Europe/Berlin' });
  expect(events.length).toBe(1);
  expect(unread).toBe(bad.length);
});

test('300 damaged answers of a server are read, or refused as such', () => {
  const random = numbers(11);
  const answer = `<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
    <d:response><d:href>/a/</d:href><d:propstat><d:prop><d:resourcetype><d:collection/><c:calendar/>
    </d:resourcetype><c:calendar-data>&lt;x&amp;<![CDATA[y]]></c:calendar-data></d:prop>
    <d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>`;
  for (let count = 0; count < 300; count += 1) {
    const text = damage(answer, random);
    expect(hrefsOf(text).every((href) => typeof href === 'string')).toBe(true);
  }
});

/** None where it is refused as such; anything else that is thrown fails the test. */
function hrefsOf(text: string): readonly string[] {
  try {
    return readMultistatus(text).map(({ href }) => href);
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}
