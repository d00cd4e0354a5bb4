import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../../main/base/log.ts';
import { CalendarShelf } from '../../../main/calendar/calendar-shelf.ts';
import { Calendars } from '../../../main/calendar/calendars.ts';
import type {
  CalendarSource,
  CalendarWriter,
  IcsReading,
  TimeRange,
} from '../../../main/calendar/ports.ts';
import { AuthError, NetworkError } from '../../../shared/errors.ts';
import { sampleEvent } from '../../fakes/fake-calendars.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { never } from './calendar-samples.ts';

/** A source that answers when the test says so. */
class FakeSource implements CalendarSource {
  readonly name: string;
  writer: CalendarWriter | null = null;
  readonly asked: TimeRange[] = [];
  readonly added: string[] = [];
  answer: () => Promise<IcsReading> = () => Promise.resolve(reading);

  constructor(name: string) {
    this.name = name;
  }

  read(range: TimeRange): Promise<IcsReading> {
    this.asked.push(range);
    return this.answer();
  }

  /** Lets events be put into calendars of these names. */
  openFor(...names: readonly string[]): this {
    this.writer = {
      calendars: () => Promise.resolve(names.map((name) => ({ name, url: `https://x/${name}/` }))),
      add: async ({ name }) => void this.added.push(name),
    };
    return this;
  }
}

const event = sampleEvent('2026-11-20T09:00', '2026-11-20T10:00');
const reading: IcsReading = { events: [event], unread: 0 };
const today = { from: Date.UTC(2026, 10, 20), to: Date.UTC(2026, 10, 21) };
const refused = new AuthError('X', 'Wrong password.', { remedy: 'Set it.' });
const itself = (fault: unknown): unknown => fault;
const forever = () => new Promise<never>(() => {});

let clock: FakeClock;
let end: AbortController;
beforeEach(() => {
  clock = new FakeClock(Date.UTC(2026, 10, 20, 9, 5));
  end = new AbortController();
});
afterEach(() => end.abort());

function shelfOf(source: CalendarSource): CalendarShelf {
  return new CalendarShelf({ source, clock, log: silentLogger }, end.signal);
}

function open(...sources: readonly CalendarSource[]) {
  const shelves = sources.map(shelfOf);
  return { shelves, calendars: new Calendars(shelves, clock) };
}

/** Asks, and lets the wait run out. */
async function view(calendars: Calendars, range = today) {
  const asked = calendars.view(range, never);
  await clock.advanceAsync(3000);
  return asked;
}

describe('what is kept', () => {
  test('is answered at once while it is fresh, and read anew when it is not', async () => {
    const source = new FakeSource('work');
    const { calendars } = open(source);
    expect(await calendars.view(today, never)).toEqual({
      events: [event],
      notes: [],
      isWhole: true,
    });
    await clock.advanceAsync(100_000);
    await calendars.view(today, never);
    expect(source.asked).toHaveLength(1);
    await clock.advanceAsync(30_000);
    await calendars.view(today, never);
    expect(source.asked).toHaveLength(2);
  });

  test('is read anew when the clock was set back: what lies ahead is not new', async () => {
    const source = new FakeSource('work');
    const { calendars } = open(source);
    await calendars.view(today, never);
    clock.setNow(clock.now() - 3_600_000);
    await calendars.view(today, never);
    expect(source.asked).toHaveLength(2);
  });

  test('is read in the background from time to time, until the end', async () => {
    const source = new FakeSource('work');
    const { shelves } = open(source);
    shelves[0]?.start();
    await clock.advanceAsync(1_200_000);
    expect(source.asked).toHaveLength(3);
    end.abort();
    await clock.advanceAsync(3_600_000);
    expect(source.asked).toHaveLength(3);
  });

  test('is told with its age when the server does not answer in three seconds', async () => {
    const source = new FakeSource('work');
    const { calendars } = open(source);
    await calendars.view(today, never);
    source.answer = forever;
    await clock.advanceAsync(720_000);
    expect(await view(calendars)).toEqual({
      events: [event],
      notes: ['“work” is shown as it was 12 minutes ago.'],
      isWhole: true,
    });
  });

  test('stays when the server fails, and the reason is told', async () => {
    const source = new FakeSource('work');
    const { calendars } = open(source);
    await calendars.view(today, never);
    source.answer = () => Promise.reject(new NetworkError('X', 'Nothing answers.'));
    await clock.advanceAsync(130_000);
    const { events, notes } = await calendars.view(today, never);
    expect(events).toEqual([event]);
    expect(notes).toEqual(['“work” is shown as it was 2 minutes ago. Nothing answers.']);
  });

  test('is asked for again after a change there', async () => {
    const source = new FakeSource('work');
    const { calendars, shelves } = open(source);
    await calendars.view(today, never);
    shelves[0]?.touch();
    expect(source.asked).toHaveLength(2);
  });

  test('far away is read for itself, and not asked for twice', async () => {
    const source = new FakeSource('work');
    const { calendars } = open(source);
    const far = { from: Date.UTC(2028, 0, 1, 12), to: Date.UTC(2028, 0, 2, 12) };
    await calendars.view(far, never);
    await calendars.view(far, never);
    expect(source.asked).toEqual([{ from: Date.UTC(2028, 0, 1), to: Date.UTC(2028, 0, 3) }]);
    for (let year = 2030; year < 2100; year += 1) {
      await calendars.view({ from: Date.UTC(year, 0), to: Date.UTC(year, 1) }, never);
    }
    await calendars.view(far, never);
    expect(source.asked).toHaveLength(72);
  });
});

describe('what is not known', () => {
  test('is never told as nothing', async () => {
    const source = new FakeSource('work');
    source.answer = forever;
    const { calendars } = open(source, new FakeSource('home'));
    expect(await view(calendars)).toEqual({
      events: [event],
      notes: [
        'Nothing is known of “work”. It did not answer within 3 seconds. It is still being asked; ask again in a minute.',
      ],
      isWhole: false,
    });
    const asked = calendars.events(today, never);
    const [fault] = await Promise.all([asked.catch(itself), clock.advanceAsync(3000)]);
    expect(fault).toMatchObject({ code: 'CALENDAR_UNKNOWN' });
  });

  test('because of a wrong password is not asked for again and again, but after a new one', async () => {
    const source = new FakeSource('work');
    source.answer = () => Promise.reject(refused);
    const { calendars, shelves } = open(source);
    for (let times = 0; times < 5; times += 1) {
      const { notes } = await calendars.view(today, never);
      expect(notes).toEqual(['Nothing is known of “work”. Wrong password. Set it.']);
    }
    expect(source.asked).toHaveLength(1);
    source.answer = () => Promise.resolve(reading);
    shelves[0]?.touch();
    expect((await calendars.view(today, never)).notes).toEqual([]);
  });

  test('names calendars that could not be read', async () => {
    const source = new FakeSource('work');
    source.answer = () => Promise.resolve({ ...reading, missing: ['work/Shared'] });
    const { calendars } = open(source);
    expect(await view(calendars)).toMatchObject({
      ...{ events: [event], notes: ['Not to be read: work/Shared.'], isWhole: false },
    });
  });

  test('counts events that could not be read', async () => {
    const source = new FakeSource('work');
    source.answer = () => Promise.resolve({ events: [], unread: 2 });
    const { notes } = await open(source).calendars.view(today, never);
    expect(notes).toEqual(['In “work” 2 events could not be read.']);
  });

  test('is all of it where no calendar is set up', async () => {
    const { calendars } = open();
    await expect(calendars.view(today, never)).rejects.toMatchObject({ code: 'CALENDAR_NONE' });
    expect(await calendars.events(today, never)).toEqual([]);
  });
});

describe('putting an event somewhere', () => {
  const wish = {
    ...{ uid: '1', title: 'Talk', start: 0, end: 1, isAllDay: false, place: null, notes: null },
    madeAt: 0,
  };

  test('finds the calendar by its name, or as the only one', async () => {
    const source = new FakeSource('work').openFor('work/Team', 'work/Home');
    const { calendars } = open(source, new FakeSource('read'));
    expect(await calendars.findWritable('team', never)).toBe('work/Team');
    await calendars.add('work/Home', wish, never);
    expect(source.added).toEqual(['work/Home']);
    // What was known is old now.
    expect(source.asked).toHaveLength(1);
    const one = open(new FakeSource('work').openFor('work'));
    expect(await one.calendars.findWritable(null, never)).toBe('work');
  });

  test.each([
    [null, 'There is more than one calendar.', 'Name one of these: “work/Team”, “work/Home”.'],
    ['Gym', 'There is no one calendar “Gym”.', 'Name one of these: “work/Team”, “work/Home”.'],
  ])('names the choice for %s', async (name, message, remedy) => {
    const { calendars } = open(new FakeSource('work').openFor('work/Team', 'work/Home'));
    await expect(calendars.findWritable(name, never)).rejects.toMatchObject({ message, remedy });
  });

  test('tells that nothing can be written to, and which server does not answer', async () => {
    const { calendars } = open(new FakeSource('read'));
    await expect(calendars.findWritable(null, never)).rejects.toMatchObject({
      code: 'CALENDAR_READ_ONLY',
    });
    const slow = new FakeSource('slow');
    slow.writer = { calendars: forever, add: forever };
    const asked = open(slow).calendars.findWritable(null, never);
    const [fault] = await Promise.all([asked.catch(itself), clock.advanceAsync(8000)]);
    expect(fault).toMatchObject({
      message: 'The calendar “slow”: it did not answer within 8 seconds.',
      mayHaveArrived: false,
    });
  });
});
