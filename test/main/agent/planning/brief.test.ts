import { describe, expect, test } from 'vitest';
import { BriefRunner } from '../../../../main/agent/planning/brief-runner.ts';
import type { BriefSchedule } from '../../../../main/agent/planning/brief-runner.ts';
import { BriefWriter } from '../../../../main/agent/planning/brief-writer.ts';
import type { CalendarReader } from '../../../../main/agent/planning/ports.ts';
import { Gate } from '../../../../main/base/gate.ts';
import { silentLogger } from '../../../../main/base/log.ts';
import { NetworkError } from '../../../../shared/errors.ts';
import type { ThreadMessage } from '../../../../shared/thread.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../../fakes/memory-ledger.ts';
import { contentOf, FakeModel } from '../agent-scene.ts';

const timeZone = 'Europe/Berlin';
/** Friday, 20 November 2026, 07:50 in Berlin. */
const start = Date.UTC(2026, 10, 20, 6, 50);
const hourMs = 3_600_000;

const meeting: CalendarReader = {
  events: ({ from }) =>
    Promise.resolve([
      {
        ...{ title: 'Board\nmeeting', start: from + 10 * hourMs, end: from + 11 * hourMs },
        ...{ place: 'Room 4', calendar: 'Work', isAllDay: false, isBusy: true },
      },
    ]),
};

type Options = {
  readonly model?: FakeModel;
  readonly calendar?: CalendarReader;
  readonly schedule?: Partial<BriefSchedule>;
  readonly ledger?: ReturnType<typeof openMemoryLedger>;
  readonly now?: number;
};

function scene(options: Options = {}) {
  const ledger = options.ledger ?? openMemoryLedger();
  const clock = new FakeClock(options.now ?? start);
  const gate = new Gate(true);
  const told: ThreadMessage[] = [];
  const end = new AbortController();
  const writer = new BriefWriter({
    ports: { sources: ledger, calendar: options.calendar ?? null },
    model: () => options.model ?? null,
    ...{ timeZone, clock, log: silentLogger },
  });
  const days = ['mon', 'tue', 'wed', 'thu', 'fri'];
  const runner = new BriefRunner(
    {
      ...{ ledger, gate, clock, timeZone, writer, restoredAt: null, log: silentLogger },
      schedule: { morning: '08:00', evening: null, days, ...options.schedule },
      told: (message) => void told.push(message),
    },
    end.signal,
  );
  return {
    ...{ ledger, clock, gate, told, writer, end },
    look: async () => {
      runner.look();
      await runner.idle();
    },
    times: () => told.map(({ at }) => new Date(at).toISOString()),
  };
}

function other(change: Partial<ThreadMessage>): ThreadMessage {
  return {
    ...{ id: 'in', at: start - hourMs, channel: 'carbonvoice', direction: 'in' },
    ...{ principal: 'trusted', author: 'user-2', text: 'Call me\nback', heard: null },
    ...{ conversationId: 'c', replyTo: null, callId: null, turnId: null, delivery: 'handled' },
    ...{ attempts: 0, reason: null, ...change },
  };
}

async function fill({ ledger }: ReturnType<typeof scene>): Promise<void> {
  const task = { note: '', people: [], timeZone, messageId: null, author: 'owner', nudgeAt: null };
  const none = { ...task, waitingFor: null, due: null, dueAt: null, at: start - 30 * hourMs };
  await ledger.addTask({
    ...{ ...none, key: '1', title: 'contract', due: '2026-11-20' },
    ...{ dueAt: Date.UTC(2026, 10, 20, 23), waitingFor: 'Anna' },
  });
  await ledger.addTask({
    ...{ ...none, key: '2', title: 'tax', due: '2026-11-18', dueAt: Date.UTC(2026, 10, 18, 23) },
  });
  await ledger.addTask({
    ...{ ...none, key: '3', title: 'later', due: '2026-11-30', dueAt: Date.UTC(2026, 10, 30, 23) },
  });
  await ledger.addTask({ ...none, key: '4', title: 'milk' });
  await ledger.changeTask({ number: 4, change: { state: 'done' }, at: start - 60_000 });
  const reminder = { timeZone, messageId: null, at: start };
  await ledger.addReminder({
    ...{ ...reminder, key: '1', text: 'stand up', repeat: '0 9 * * *' },
    nextAt: Date.UTC(2026, 10, 20, 8),
  });
  await ledger.addReminder({
    ...{ ...reminder, key: '2', text: 'next week', repeat: null },
    nextAt: start + 160 * hourMs,
  });
  await ledger.appendMessage(other({}));
  await ledger.appendMessage(other({ id: 'old', at: start - 30 * hourMs, text: 'Old' }));
  await ledger.appendMessage(other({ id: 'own', principal: 'owner', text: 'Mine' }));
}

describe('the brief of a day', () => {
  test('holds what is due, what comes and what others wrote', async () => {
    const one = scene({ calendar: meeting });
    await fill(one);

    const text = await one.writer.list(
      { day: '2026-11-20', kind: 'day' },
      new AbortController().signal,
    );

    expect(text.split('\n').filter((line) => line !== '')).toEqual([
      'Your brief for today (Friday, 20 November):',
      '**Calendar**',
      '- 10:00–11:00 Board meeting, Room 4',
      '**Due and overdue**',
      '- T2 “tax”, due on Wednesday, 18 November (overdue)',
      '- T1 “contract”, waiting for Anna, due today (Friday, 20 November)',
      '**Reminders**',
      '- R1 “stand up”, every day at 09:00, next today (Friday, 20 November) at 09:00',
      '**From others in the last day**',
      '- user-2: “Call me back”',
    ]);
  });

  test('of tomorrow tells its plan only, and of an evening what was done', async () => {
    const one = scene({ calendar: meeting });
    await fill(one);
    const { signal } = new AbortController();

    const tomorrow = await one.writer.list({ day: '2026-11-21', kind: 'day' }, signal);
    const evening = await one.writer.list({ day: '2026-11-20', kind: 'evening' }, signal);

    expect(tomorrow).toContain('Your brief for tomorrow (Saturday, 21 November)');
    expect(tomorrow).not.toContain('user-2');
    expect(tomorrow).toContain('next tomorrow (Saturday, 21 November) at 09:00');
    expect(evening).toContain('**Done today**\n- “milk”');
    expect(evening).toContain('**Calendar tomorrow**');
    expect(evening).toContain('user-2');
  });

  test('says when there is nothing, and when a calendar cannot be read', async () => {
    const events = () =>
      Promise.reject(new NetworkError('ECONNREFUSED', 'Nothing answers at its address.'));
    const { signal } = new AbortController();
    const wish = { day: '2026-11-20', kind: 'day' } as const;

    expect(await scene().writer.list(wish, signal)).toBe(
      'Your brief for today (Friday, 20 November): nothing is due, and nothing waits for you.',
    );
    expect(await scene({ calendar: { events } }).writer.list(wish, signal)).toContain(
      '- The calendar could not be read: Nothing answers at its address.',
    );
  });

  test('shows a few of very many', async () => {
    const one = scene();
    for (let index = 0; index < 40; index += 1) {
      await one.ledger.appendMessage(
        other({ id: `m${index}`, text: `${index} ${'x'.repeat(500)}` }),
      );
    }

    const { signal } = new AbortController();
    const text = await one.writer.list({ day: '2026-11-20', kind: 'day' }, signal);

    expect(text).toContain('- 29 older ones');
    expect(text).toContain('39 x');
    expect(text.length).toBeLessThan(3000);
  });
});

describe('with a model', () => {
  const { signal } = new AbortController();
  const wish = { day: '2026-11-20', kind: 'day' } as const;

  async function write(script: FakeModel['script']) {
    const model = new FakeModel();
    model.script = script;
    const one = scene({ model });
    await fill(one);
    const writing = one.writer.write(wish, signal);
    await one.clock.advanceAsync(60_000);
    return { text: await writing, model };
  }

  test('it is worded by it, from facts that are data', async () => {
    const { text, model } = await write(async function* () {
      yield 'Good morning. ';
      yield 'The tax is overdue.';
    });

    expect(text).toBe('Good morning. The tax is overdue.');
    expect(model.prompts[0]?.tools).toEqual([]);
    expect(contentOf(model.prompts[0]?.messages[0])).toContain('| - user-2: “Call me back”');
  });

  test.each<[string, FakeModel['script']]>([
    [
      'fails',
      async function* () {
        yield '';
        throw new NetworkError('ECONNREFUSED', 'Nothing answers.');
      },
    ],
    ['says nothing', async function* () {}],
    [
      'never ends',
      async function* () {
        for (;;) yield 'and on '.repeat(200);
      },
    ],
    [
      'says no word',
      async function* (_prompt, end) {
        yield '';
        await new Promise((_resolve, reject) => {
          end.addEventListener('abort', () => reject(end.reason as Error), { once: true });
        });
      },
    ],
  ])('that %s the plain list is told', async (_name, script) => {
    const { text } = await write(script);

    expect(text).toContain('- T2 “tax”, due on Wednesday, 18 November (overdue)');
  });

  test('it is not asked about nothing', async () => {
    const model = new FakeModel();

    expect(await scene({ model }).writer.write(wish, signal)).toContain('nothing is due');
    expect(model.prompts).toEqual([]);
  });
});

describe('on its schedule', () => {
  test('comes once on each of its days, in the morning and in the evening', async () => {
    const { clock, look, times, ledger } = scene({ schedule: { evening: '18:30' } });
    await look();

    await clock.advanceAsync(4 * 24 * hourMs);

    expect(times()).toEqual([
      '2026-11-20T07:00:00.000Z',
      '2026-11-20T17:30:00.000Z',
      '2026-11-23T07:00:00.000Z',
      '2026-11-23T17:30:00.000Z',
    ]);
    expect(await ledger.openNotices()).toHaveLength(4);
  });

  test('keeps its time of day over a change of the clocks', async () => {
    const now = Date.UTC(2026, 9, 23, 12);
    const { clock, look, times } = scene({
      ...{ now, schedule: { days: ['sat', 'sun', 'mon'] } },
    });
    await look();

    await clock.advanceAsync(72 * hourMs);

    expect(times()).toEqual([
      '2026-10-24T06:00:00.000Z',
      '2026-10-25T07:00:00.000Z',
      '2026-10-26T07:00:00.000Z',
    ]);
  });

  test('comes late after a late start, not twice after another one, and not at all when it is no use', async () => {
    const first = scene({ now: start + 2 * hourMs });
    await first.look();
    expect(first.told).toHaveLength(1);

    const second = scene({ ledger: first.ledger, now: start + 2.1 * hourMs });
    await second.look();
    expect(second.told).toEqual([]);

    const late = scene({ now: start + 5 * hourMs });
    await late.look();
    expect(late.told).toEqual([]);
  });

  test('waits while paused, and is off unless it is set', async () => {
    const paused = scene({ now: start + hourMs });
    paused.gate.shut();
    await paused.look();
    expect(paused.told).toEqual([]);
    paused.gate.open();
    await paused.look();
    expect(paused.told).toHaveLength(1);

    const off = scene({ schedule: { morning: null } });
    await off.look();
    await off.clock.advanceAsync(48 * hourMs);
    expect(off.told).toEqual([]);
    expect(off.clock.pending).toBe(0);
  });
});
