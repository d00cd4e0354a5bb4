import { expect, test } from 'vitest';
import { parseCommandLine, UsageError } from '../../../main/control/command-line.ts';
import { createPrinter } from '../../../main/control/printer.ts';
import { planningCommands } from '../../../main/app/planning-commands.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';

const start = Date.UTC(2026, 10, 20, 9, 5);

/** The commands on a store of their own: what is asked, and what is printed. */
function scene() {
  const store = openMemoryLedger();
  let changes = 0;
  const planning = { changed: () => void (changes += 1) };
  const handlers = planningCommands({ store, planning, clock: new FakeClock(start) });
  const run = async (...argv: readonly string[]): Promise<string> => {
    const line = parseCommandLine(argv);
    const { request } = line ?? { request: { command: 'help', args: {} } };
    let out = '';
    if (line === null) throw new Error('help');
    const printer = createPrinter(line, (text) => (out += text));
    const handler = handlers[request.command as keyof typeof handlers] as (
      args: unknown,
      way: { tell: (value: unknown) => void; signal: AbortSignal },
    ) => Promise<void>;
    const tell = (value: unknown): void => printer.item(value);
    await handler(request.args, { tell, signal: new AbortController().signal });
    printer.end();
    return out;
  };
  return { store, run, changes: () => changes };
}

async function fill({ store }: ReturnType<typeof scene>): Promise<void> {
  const task = {
    ...{ people: [], timeZone: 'Europe/Berlin', messageId: null, author: 'owner', at: start },
    ...{ note: '', nudgeAt: null },
  };
  const none = { due: null, dueAt: null, waitingFor: null };
  await store.addTask({ ...task, ...none, key: '1', title: 'Buy milk', note: 'Two litres' });
  await store.addTask({
    ...{ ...task, key: '2', title: 'The offer', waitingFor: 'Anna', due: '2026-11-21T09:00' },
    dueAt: start + 86_400_000,
  });
  await store.addReminder({
    ...{ key: '1', text: 'Call Anna', repeat: '0 9 * * *', timeZone: 'Europe/Berlin' },
    ...{ nextAt: Date.UTC(2026, 10, 21, 8), messageId: null, at: start },
  });
}

test('tasks are listed for people and for scripts', async () => {
  const one = scene();
  expect(await one.run('tasks')).toBe('There is no task.\n');
  expect(await one.run('tasks', '--json')).toBe('[]\n');
  await fill(one);

  expect(await one.run('tasks')).toBe(
    'T2     open    The offer, due 2026-11-21 09:00 (Europe/Berlin), waiting for Anna\n' +
      'T1     open    Buy milk\n       Two litres\n',
  );
  expect(JSON.parse(await one.run('tasks', '--json'))).toMatchObject([
    { id: 'T2', title: 'The offer', waitingFor: 'Anna', due: '2026-11-21T09:00', state: 'open' },
    { id: 'T1', note: 'Two litres', due: null, dueAt: null, people: [], author: 'owner' },
  ]);
});

test('a task is done, dropped and opened again', async () => {
  const one = scene();
  await fill(one);

  expect(await one.run('task', 'done', 'T1')).toContain('T1     done    Buy milk');
  expect(await one.run('task', 'drop', '2')).toContain('T2     dropped The offer');
  expect(await one.run('tasks')).toBe('There is no task.\n');
  expect(JSON.parse(await one.run('tasks', '--all', '--json'))).toHaveLength(2);
  expect(await one.run('task', 'reopen', 't2')).toContain('T2     open');
  expect(one.changes()).toBe(3);
  await expect(one.run('task', 'done', '99')).rejects.toThrow('There is no task 99.');
  await expect(one.run('task', 'done', 'milk')).rejects.toThrow('There is no task milk.');
});

test('reminders are listed and called off', async () => {
  const one = scene();
  await fill(one);

  expect(await one.run('reminders')).toBe(
    'R1     active    Call Anna, 2026-11-21 09:00 (Europe/Berlin), every day at 09:00\n',
  );
  expect(await one.run('reminder', 'cancel', 'R1')).toContain('R1     cancelled Call Anna');
  expect(await one.run('reminders')).toBe('There is no reminder.\n');
  expect(JSON.parse(await one.run('reminders', '--all', '--json'))).toMatchObject([
    { id: 'R1', state: 'cancelled', nextAt: null },
  ]);
  await expect(one.run('reminder', 'cancel', 'R7')).rejects.toThrow('There is no reminder R7.');
});

test.each([
  [['task']],
  [['task', 'done']],
  [['task', 'eat', 'T1']],
  [['task', 'constructor', 'T1']],
  [['task', 'done', 'T1', 'T2']],
  [['tasks', 'all']],
  [['reminder', 'T1']],
  [['reminder', 'cancel']],
])('%j is wrong usage', (argv) => {
  expect(() => parseCommandLine(argv)).toThrow(UsageError);
});
