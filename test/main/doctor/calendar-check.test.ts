import { expect, test } from 'vitest';
import type { CalendarSource } from '../../../main/calendar/ports.ts';
import { checkCalendar } from '../../../main/doctor/calendar-check.ts';
import { AuthError } from '../../../shared/errors.ts';
import { sampleEvent } from '../../fakes/fake-calendars.ts';

const event = sampleEvent('2026-11-20T09:00', '2026-11-20T10:00');
const now = () => Date.UTC(2026, 10, 20, 23, 30);
const look = (...sources: readonly CalendarSource[]) =>
  checkCalendar({ sources, timeZone: 'Europe/Berlin', now }).look(new AbortController().signal);

test('is off where no calendar is set up', async () => {
  expect(await look()).toMatchObject({ verdict: 'off', detail: 'No calendar is set up.' });
});

test('counts the events of the owner’s day and names what can be written to', async () => {
  const asked: unknown[] = [];
  const source: CalendarSource = {
    name: 'work',
    read: async (range) => {
      asked.push(range);
      return { events: [event], unread: 2, missing: ['work/Shared'] };
    },
    writer: {
      calendars: () => Promise.resolve([{ name: 'work/Team', url: 'https://x/' }]),
      add: () => Promise.reject(new Error('a look adds nothing')),
    },
  };
  expect(await look(source, { ...source, name: 'home', writer: null })).toEqual({
    verdict: 'good',
    detail:
      'work: one event today. Not to be read: work/Shared. 2 could not be read. Can be written to: work/Team. home: one event today. Not to be read: work/Shared. 2 could not be read.',
    remedy: '',
  });
  // Past midnight in Berlin.
  expect(asked[0]).toEqual({
    from: Date.UTC(2026, 10, 20, 23),
    to: Date.UTC(2026, 10, 21, 23),
  });
});

test('tells every calendar that cannot be read, each remedy once', async () => {
  const fault = (name: string): CalendarSource => ({
    name,
    read: () =>
      Promise.reject(new AuthError('X', `The calendar “${name}”: No.`, { remedy: 'Set it.' })),
    writer: null,
  });
  expect(await look(fault('a'), fault('b'))).toEqual({
    verdict: 'bad',
    detail: 'The calendar “a”: No. The calendar “b”: No.',
    remedy: 'Set it.',
  });
});
