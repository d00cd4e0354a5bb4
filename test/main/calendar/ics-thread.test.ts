import { expect, test } from 'vitest';
import { createIcsThread } from '../../../main/calendar/ics-thread.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { eventOf, fileOf } from './ics-samples.ts';

const script = new URL('../../../main/calendar/ics-worker.ts', import.meta.url);
const itself = (fault: unknown): unknown => fault;
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
  const slow = reader.read(job, new AbortController().signal).catch(itself);
  clock.advance(60_000);
  expect(await slow).toMatchObject({ code: 'CALENDAR_UNREADABLE' });
  const end = new AbortController();
  const given = reader.read(job, end.signal).catch(itself);
  end.abort(new DOMException('over', 'AbortError'));
  expect(await given).toMatchObject({ name: 'AbortError' });
});

test('tells that its script is missing as a calendar that cannot be read', async () => {
  const reader = createIcsThread(new URL('none.ts', script), new FakeClock());
  await expect(reader.read(job, new AbortController().signal)).rejects.toMatchObject({
    code: 'CALENDAR_UNREADABLE',
  });
});
