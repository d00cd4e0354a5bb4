import { expect, test } from 'vitest';
import { createIcsThread } from '../../../main/calendar/ics-thread.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { eventOf, fileOf } from './ics-samples.ts';

const script = new URL('../../../main/calendar/ics-worker.ts', import.meta.url);
const job = {
  texts: [{ calendar: 'Home', text: fileOf(eventOf('DTSTART:20261103T090000Z')) }],
  range: { from: Date.UTC(2026, 10, 1), to: Date.UTC(2026, 11, 1) },
  timeZone: 'Europe/Berlin',
};

test('reads in a thread of its own, and ends with its limit or its signal', async () => {
  const clock = new FakeClock();
  const reader = createIcsThread(script, clock);
  const { events } = await reader.read(job, new AbortController().signal);
  expect(events.map(({ title }) => title)).toEqual(['Talk']);
  expect(clock.pending).toBe(0);
  const slow = expect(reader.read(job, new AbortController().signal)).rejects.toMatchObject({
    code: 'CALENDAR_UNREADABLE',
  });
  clock.advance(60_000);
  await slow;
  const end = new AbortController();
  const given = expect(reader.read(job, end.signal)).rejects.toThrow('over');
  end.abort(new DOMException('over', 'AbortError'));
  await given;
});

test('tells that its script is missing as a calendar that cannot be read', async () => {
  const reader = createIcsThread(new URL('none.ts', script), new FakeClock());
  await expect(reader.read(job, new AbortController().signal)).rejects.toMatchObject({
    code: 'CALENDAR_UNREADABLE',
  });
});
