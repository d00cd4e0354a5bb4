import { expect, test } from 'vitest';
import { calendarSourcesSchema, isCalendarAddress } from '../../shared/calendar-sources.ts';

test.each([
  'https://calendar.example/secret/basic.ics?export',
  'http://127.0.0.1:5232/',
  '/home/ann/a calendar.ics',
  '~/calendar.ics',
  'C:\\calendar.ics',
  'file:///home/ann/calendar.ics',
])('a calendar may be at %s', (address) => {
  expect(isCalendarAddress(address)).toBe(true);
});

test.each([
  'http://calendar.example/basic.ics',
  'http://localhost.example.com/',
  'https://ann:right@calendar.example/',
  'https://calendar.example\\@evil.example/',
  'https://',
  'ftp://calendar.example/',
  'file://server/share.ics',
  'calendar.ics',
  'javascript:alert(1)',
])('and not at %s', (address) => {
  expect(isCalendarAddress(address)).toBe(false);
});

test('webcal is https, and each calendar has a name of its own', () => {
  const calendar = { name: 'a', kind: 'ics', url: 'webcal://example.com/a.ics' };
  expect(calendarSourcesSchema.parse([calendar])).toMatchObject([
    { url: 'https://example.com/a.ics' },
  ]);
  expect(calendarSourcesSchema.safeParse([calendar, { ...calendar, name: 'A' }]).success).toBe(
    false,
  );
});

test('a server needs an address and a user, and a file cannot be written to', () => {
  const url = 'https://example.com/dav';
  const good = { name: 'a', kind: 'caldav', url, username: 'ann', writable: true };
  expect(calendarSourcesSchema.parse([good])).toEqual([good]);
  for (const change of [{ url: '/dav' }, { username: null }, { kind: 'ics' }]) {
    expect(calendarSourcesSchema.safeParse([{ ...good, ...change }]).success).toBe(false);
  }
});
