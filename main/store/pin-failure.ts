import type { PinTries } from '../call/step-up/ports.ts';
import type { Database } from './database.ts';

type Failure = Parameters<PinTries['addPinFailure']>[0];
type Query = Parameters<PinTries['pinFailures']>[0];

/** Older ones say nothing any more, in milliseconds. */
const keptMs = 7 * 24 * 60 * 60_000;

export function addPinFailure({ sql }: Database, { at }: Failure): null {
  sql.run`DELETE FROM pinFailure WHERE at < ${at - keptMs}`;
  sql.run`INSERT INTO pinFailure (at) VALUES (${at})`;
  return null;
}

export function pinFailures({ sql }: Database, { since }: Query): readonly number[] {
  return sql.all`SELECT at FROM pinFailure WHERE at >= ${since}`.map(({ at }) => Number(at));
}
