import { meterRowSchema } from '../../shared/meters.ts';
import type { MeterRow } from '../../shared/meters.ts';
import type { ThreadMessage } from '../../shared/thread.ts';
import type { MeterLedger } from '../agent/meter-ports.ts';
import type { Database } from './database.ts';
import { insertMessage } from './message.ts';

type Used = Parameters<MeterLedger['addMeters']>[0];
type Since = Parameters<MeterLedger['readMeters']>[0];
type Told = Parameters<MeterLedger['tellMeter']>[0];

export function addMeters({ sql }: Database, { rows }: Used): null {
  for (const row of rows) {
    sql.run`INSERT INTO meter (day, channel, kind, name, currency, requests, input, output, estimated, cost)
      VALUES (${row.day}, ${row.channel}, ${row.kind}, ${row.name}, ${row.currency}, ${row.requests},
        ${row.input}, ${row.output}, ${row.estimated}, ${row.cost})
      ON CONFLICT DO UPDATE SET requests = requests + excluded.requests,
        input = input + excluded.input, output = output + excluded.output,
        estimated = estimated + excluded.estimated, cost = cost + excluded.cost`;
  }
  return null;
}

export function readMeters({ sql }: Database, { since }: Since): readonly MeterRow[] {
  const rows = sql.all`SELECT * FROM meter WHERE day >= ${since}
    ORDER BY day, channel, kind, name, currency`;
  return rows.map((row) => meterRowSchema.parse(row));
}

/** The line and the mark that it was told are one commit. */
export function tellMeter(db: Database, { day, kind, message }: Told): ThreadMessage | null {
  const { changes } = db.sql.run`INSERT OR IGNORE INTO meterTold (day, kind)
    VALUES (${day}, ${kind})`;
  return changes === 1 ? insertMessage(db, message) : null;
}
