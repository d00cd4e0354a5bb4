import { expect, test } from 'vitest';
import { DueRunner } from '../../../../main/agent/planning/due-runner.ts';
import { Gate } from '../../../../main/base/gate.ts';
import { HeldClock } from '../../../../main/base/held-clock.ts';
import { silentLogger } from '../../../../main/base/log.ts';
import type { ThreadMessage } from '../../../../shared/thread.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../../fakes/memory-ledger.ts';
import type { MemoryLedger } from '../../../fakes/memory-ledger.ts';

const start = Date.UTC(2026, 10, 20, 9, 5);
const hourMs = 3_600_000;
const timeZone = 'Europe/Berlin';

function scene(options: { ledger?: MemoryLedger; now?: number; restoredAt?: number } = {}) {
  const ledger = options.ledger ?? openMemoryLedger();
  const clock = new FakeClock(options.now ?? start);
  const gate = new Gate(true);
  const told: ThreadMessage[] = [];
  const end = new AbortController();
  const runner = new DueRunner(
    {
      ...{ ledger, gate, timeZone, log: silentLogger, clock: new HeldClock(clock) },
      restoredAt: options.restoredAt ?? null,
      told: (message) => void told.push(message),
    },
    end.signal,
  );
  return {
    ...{ ledger, clock, gate, told, runner, end },
    texts: () => told.map(({ text }) => text),
    look: async () => {
      runner.look();
      await runner.idle();
    },
  };
}

function remind(
  ledger: MemoryLedger,
  text: string,
  { at: nextAt, repeat = null }: { readonly at: number; readonly repeat?: string | null },
) {
  return ledger.addReminder({
    ...{ key: text, text, repeat, timeZone, nextAt, messageId: null, at: start },
  });
}

test('tells a reminder at its time, once, in a line of the owner alone', async () => {
  const { ledger, clock, told, look } = scene();
  await remind(ledger, 'call Anna', { at: start + 2 * hourMs });
  await look();

  await clock.advanceAsync(2 * hourMs - 1);
  expect(told).toEqual([]);
  await clock.advanceAsync(1);
  await clock.advanceAsync(24 * hourMs);

  expect(told).toMatchObject([
    { text: 'Reminder: call Anna.', channel: 'system', conversationId: null, principal: 'owner' },
  ]);
  expect([...ledger.messages.values()]).toMatchObject([{ text: 'Reminder: call Anna.' }]);
  expect(await ledger.listReminders({ all: true, limit: 9 })).toMatchObject([
    { state: 'done', nextAt: null, toldAt: start + 2 * hourMs },
  ]);
  expect(await ledger.openNotices()).toHaveLength(1);
});

test('tells what repeats again and again, also over a change of the clocks', async () => {
  const now = Date.UTC(2026, 9, 23, 12);
  const { ledger, clock, told, look } = scene({ now });
  await remind(ledger, 'stand up', { at: Date.UTC(2026, 9, 24, 0, 30), repeat: '30 2 * * *' });
  await look();

  await clock.advanceAsync(72 * hourMs);

  expect(told.map(({ at }) => new Date(at).toISOString())).toEqual([
    '2026-10-24T00:30:00.000Z',
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ]);
});

test('what was missed is told once at the next start, with when it was due', async () => {
  const before = scene();
  await remind(before.ledger, 'stand up', { at: start + hourMs, repeat: '5 * * * *' });
  await remind(before.ledger, 'call Anna', { at: start + hourMs });
  before.end.abort();

  const { texts, look, clock } = scene({ ledger: before.ledger, now: start + 5.5 * hourMs });
  await look();

  expect(texts()).toEqual([
    'Reminder: stand up. This was due 5 times since today (Friday, 20 November) at 11:05; I could not tell you then. (R1)',
    'Reminder: call Anna. This was due today (Friday, 20 November) at 11:05; I could not tell you then. (R2)',
  ]);
  await clock.advanceAsync(0.5 * hourMs);
  expect(texts().at(-1)).toBe('Reminder: stand up.');
  expect(texts()).toHaveLength(3);
});

test('one that cannot be read any more is told once more, and holds up no other', async () => {
  const { ledger, texts, look } = scene();
  await remind(ledger, 'stand up', { at: start - hourMs, repeat: 'whenever' });
  await remind(ledger, 'call Anna', { at: start });

  await look();
  await look();

  expect(texts()).toEqual([
    expect.stringContaining('Reminder: stand up. This was due today'),
    'Reminder: call Anna.',
  ]);
});

test('notices within moments that the clock jumped while the machine slept', async () => {
  const { ledger, clock, texts, look } = scene();
  await remind(ledger, 'call Anna', { at: start + 8 * hourMs });
  await look();

  // Timers stand still in sleep.
  clock.setNow(start + 9 * hourMs);
  await clock.advanceAsync(20_000);

  expect(texts()).toEqual([expect.stringContaining('This was due today')]);
});

test('a clock that is put back makes it wait, and never tell twice', async () => {
  const { ledger, clock, texts, look } = scene();
  await remind(ledger, 'call Anna', { at: start + hourMs });
  await look();
  await clock.advanceAsync(hourMs);

  clock.setNow(start);
  await clock.advanceAsync(2 * hourMs);

  expect(texts()).toEqual(['Reminder: call Anna.']);
});

test('what repeats comes again when a clock that was years ahead is put back', async () => {
  const { ledger, clock, told, look } = scene();
  await remind(ledger, 'stand up', { at: start + hourMs, repeat: '5 * * * *' });
  await look();
  clock.setNow(start + 10 * 365 * 24 * hourMs);
  await clock.advanceAsync(20_000);
  expect(told).toHaveLength(1);

  clock.setNow(start);
  await clock.advanceAsync(2.5 * hourMs);

  expect(told.slice(1).map(({ at }) => at)).toEqual([start + hourMs, start + 2 * hourMs]);
});

test('while paused nothing is told; what came due is told on resume', async () => {
  const { ledger, clock, gate, texts, look } = scene();
  await remind(ledger, 'call Anna', { at: start + hourMs });
  await look();
  gate.shut();
  await clock.advanceAsync(3 * hourMs);
  expect(texts()).toEqual([]);

  gate.open();
  await look();

  expect(texts()).toEqual([expect.stringContaining('This was due today')]);
});

test('what is called off or set anew meanwhile is not told', async () => {
  const { ledger, clock, texts, look } = scene();
  await remind(ledger, 'call Anna', { at: start + hourMs });
  await look();

  await ledger.cancelReminder({ number: 1 });
  await clock.advanceAsync(2 * hourMs);

  expect(texts()).toEqual([]);
});

test('two looks at the same instant tell it once', async () => {
  const ledger = openMemoryLedger();
  await remind(ledger, 'call Anna', { at: start - 1 });
  const [one, other] = [scene({ ledger }), scene({ ledger })];

  await Promise.all([one.look(), other.look()]);

  expect([...one.texts(), ...other.texts()]).toEqual(['Reminder: call Anna.']);
});

test('on a full disk it is told as soon as it can be kept', async () => {
  const { ledger, clock, texts, look } = scene();
  await remind(ledger, 'call Anna', { at: start - 1 });
  ledger.failNext('tellDue');

  await look();
  expect(texts()).toEqual([]);
  await clock.advanceAsync(60_000);

  expect(texts()).toEqual(['Reminder: call Anna.']);
});

test('a follow-up that is due is told once, and one that is done is not', async () => {
  const { ledger, clock, texts, look } = scene();
  const task = {
    ...{ note: '', people: [], due: '2026-11-20', dueAt: start + hourMs, timeZone },
    ...{ waitingFor: 'Anna', messageId: null, author: 'owner', at: start, nudgeAt: start + hourMs },
  };
  await ledger.addTask({ ...task, key: '1', title: 'the contract' });
  await ledger.addTask({ ...task, key: '2', title: 'the offer' });
  await ledger.changeTask({ number: 2, change: { state: 'done' }, at: start });
  await look();

  await clock.advanceAsync(30 * hourMs);

  expect(texts()).toEqual([
    'Follow-up T1: you are still waiting for Anna: “the contract”, due today (Friday, 20 November).',
  ]);
});

test('what may have been told before a restored backup stays in the thread', async () => {
  const { ledger, look, texts } = scene({ restoredAt: start - 60_000 });
  await remind(ledger, 'before', { at: start - 120_000 });
  await remind(ledger, 'after', { at: start - 30_000 });

  await look();

  expect(texts()).toHaveLength(2);
  expect(await ledger.openNotices()).toHaveLength(1);
});

test('after its end nothing is left that waits', async () => {
  const { ledger, clock, look, end } = scene();
  await remind(ledger, 'call Anna', { at: start + hourMs });
  await look();

  end.abort();

  expect(clock.pending).toBe(0);
});
