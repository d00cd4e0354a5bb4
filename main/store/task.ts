import { taskSchema } from '../../shared/planning.ts';
import type { Task } from '../../shared/planning.ts';
import type { DueLedger, TaskBook } from '../agent/planning/ports.ts';
import type { Database } from './database.ts';

type Args<N extends keyof TaskBook> = Parameters<TaskBook[N]>[0];

/** The same key again changes nothing, and tells what stands. */
export function addTask({ sql }: Database, task: Args<'addTask'>): Task {
  const { key, title, note, waitingFor, due, dueAt, timeZone, nudgeAt, messageId, at } = task;
  sql.run`INSERT INTO task (key, title, note, people, waitingFor, due, dueAt, timeZone, nudgeAt,
      state, messageId, author, createdAt, changedAt)
    VALUES (${key}, ${title}, ${note}, ${JSON.stringify(task.people)}, ${waitingFor}, ${due},
      ${dueAt}, ${timeZone}, ${nudgeAt}, 'open', ${messageId}, ${task.author}, ${at}, ${at})
    ON CONFLICT (key) DO NOTHING`;
  return toTask(sql.get`SELECT * FROM task WHERE key = ${key}` ?? {});
}

export function changeTask(db: Database, { number, change, at }: Args<'changeTask'>): Task | null {
  const before = readTask(db, { number });
  if (before === null) return null;
  const { title, note, people, waitingFor, due, dueAt, timeZone, state } = { ...before, ...change };
  db.sql.run`UPDATE task SET title = ${title}, note = ${note}, people = ${JSON.stringify(people)},
    waitingFor = ${waitingFor}, due = ${due}, dueAt = ${dueAt}, timeZone = ${timeZone},
    state = ${state}, changedAt = ${at} WHERE number = ${number}`;
  if (change.nudgeAt !== undefined) {
    db.sql.run`UPDATE task SET nudgeAt = ${change.nudgeAt} WHERE number = ${number}`;
  }
  return readTask(db, { number });
}

export function readTask({ sql }: Database, { number }: Args<'readTask'>): Task | null {
  const row = sql.get`SELECT * FROM task WHERE number = ${number}`;
  return row ? toTask(row) : null;
}

export function listTasks({ sql }: Database, { state, limit }: Args<'listTasks'>): readonly Task[] {
  const rows =
    state === 'open'
      ? sql.all`SELECT * FROM task WHERE state = 'open'
          ORDER BY dueAt IS NULL, dueAt, number LIMIT ${limit}`
      : sql.all`SELECT * FROM task WHERE state = coalesce(${state}, state)
          ORDER BY state <> 'open', CASE state WHEN 'open' THEN dueAt IS NULL END,
            CASE state WHEN 'open' THEN dueAt ELSE -changedAt END, number LIMIT ${limit}`;
  return rows.map(toTask);
}

export function dueTasks(
  { sql }: Database,
  { now }: Parameters<DueLedger['dueTasks']>[0],
): readonly (Task & { readonly nudgeAt: number })[] {
  return sql.all`SELECT * FROM task WHERE nudgeAt IS NOT NULL AND nudgeAt <= ${now}
    AND state = 'open' ORDER BY nudgeAt`.map((row) => ({
    ...toTask(row),
    nudgeAt: Number(row['nudgeAt']),
  }));
}

function toTask(row: Readonly<Record<string, unknown>>): Task {
  return taskSchema.parse({ ...row, people: JSON.parse(String(row['people'])) });
}
