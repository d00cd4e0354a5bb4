import { StoreError } from '../../shared/errors.ts';
import type { Database } from './database.ts';
import { operations, runsAlone } from './operations.ts';
import type { StoreAnswer, StoreRequest } from './operations.ts';

/** Answers requests in their order, as many as possible in one transaction. */
export function runAll(db: Database, requests: readonly StoreRequest[]): readonly StoreAnswer[] {
  const answers: StoreAnswer[] = [];
  let together: StoreRequest[] = [];
  const flush = (): void => {
    if (together.length > 0) answers.push(...runBatch(db, together));
    together = [];
  };
  for (const request of requests) {
    if (!runsAlone.has(request.name)) {
      together.push(request);
      continue;
    }
    flush();
    answers.push(answer(db, request));
  }
  flush();
  return answers;
}

/**
 * Runs requests that wait together in one transaction: one sync of the disk serves them all, and no answer
 * leaves before it. A request that fails undoes itself alone; a failed commit fails every one of them.
 */
export function runBatch(db: Database, requests: readonly StoreRequest[]): readonly StoreAnswer[] {
  try {
    db.file.exec('BEGIN IMMEDIATE');
    const answers = requests.map((request) => runOne(db, request));
    db.file.exec('COMMIT');
    return answers;
  } catch (cause) {
    rollBack(db);
    return requests.map(({ id }) => refuse(id, cause));
  }
}

function runOne(db: Database, request: StoreRequest): StoreAnswer {
  db.file.exec('SAVEPOINT request');
  const answered = answer(db, request);
  if (!answered.ok) db.file.exec('ROLLBACK TO request');
  db.file.exec('RELEASE request');
  return answered;
}

function answer(db: Database, { id, name, args }: StoreRequest): StoreAnswer {
  try {
    // The name ties arguments to operation; that both fit is checked where the request is made.
    const operation = operations[name] as (db: Database, args: unknown) => unknown;
    return { id, ok: true, value: operation(db, args) };
  } catch (error) {
    return refuse(id, error);
  }
}

function refuse(id: number, error: unknown): StoreAnswer {
  if (error instanceof StoreError) {
    return { id, ok: false, code: error.code, message: error.message };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { id, ok: false, code: 'STORE_FAILED', message: `The data file refused: ${detail}.` };
}

function rollBack(db: Database): void {
  // SQLite may have rolled back by itself (disk full); a second one is then an error without meaning.
  if (db.file.isTransaction) db.file.exec('ROLLBACK');
}
