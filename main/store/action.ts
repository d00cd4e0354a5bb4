import { actionSchema } from '../../shared/action.ts';
import type { Action } from '../../shared/action.ts';
import { StoreError } from '../../shared/errors.ts';
import type { ActionLedger } from '../agent/actions/ports.ts';
import type { Database } from './database.ts';

type Args<N extends keyof ActionLedger> = Parameters<ActionLedger[N]>[0];

/** The same action again changes nothing. */
export function addAction({ sql }: Database, action: Args<'addAction'>): null {
  const { id, tool, summary, state, channel, principal, author } = action;
  sql.run`INSERT INTO action (id, tool, summary, arguments, state, channel, principal, author,
      conversationId, callId, messageId, turnId, createdAt, expiresAt, decidedAt, decidedVia,
      decidedBy, startedAt, endedAt, result, outside, requestId, toldId, knewOutside)
    VALUES (${id}, ${tool}, ${summary}, ${JSON.stringify(action.arguments)}, ${state}, ${channel},
      ${principal}, ${author}, ${action.conversationId}, ${action.callId}, ${action.messageId},
      ${action.turnId}, ${action.createdAt}, ${action.expiresAt}, ${action.decidedAt},
      ${action.decidedVia}, ${action.decidedBy}, ${action.startedAt}, ${action.endedAt},
      ${action.result}, ${action.outside}, ${action.requestId}, ${action.toldId},
      ${Number(action.knewOutside)})
    ON CONFLICT (id) DO NOTHING`;
  return null;
}

export function findAction({ sql }: Database, { id }: Args<'findAction'>): Action | null {
  const row = sql.get`SELECT * FROM action WHERE id = ${id}`;
  return row ? toAction(row) : null;
}

export function decideAction(
  { sql }: Database,
  { id, state, at, via, by }: Args<'decideAction'>,
): Action | null {
  const row = sql.get`UPDATE action
    SET state = ${state}, decidedAt = ${at}, decidedVia = ${via}, decidedBy = ${by}
    WHERE id = ${id} AND state = 'pending'
      AND (${state} = 'expired' OR expiresAt IS NULL OR expiresAt > ${at}) RETURNING *`;
  return row ? toAction(row) : null;
}

export function startAction({ sql }: Database, { id, at }: Args<'startAction'>): Action | null {
  const row = sql.get`UPDATE action SET state = 'running', startedAt = ${at}
    WHERE id = ${id} AND state = 'approved' RETURNING *`;
  return row ? toAction(row) : null;
}

export function endAction(
  { sql }: Database,
  { id, state, at, result, outside }: Args<'endAction'>,
): Action | null {
  const row = sql.get`UPDATE action
    SET state = ${state}, endedAt = ${at}, result = ${result}, outside = ${outside}
    WHERE id = ${id} AND state = 'running' RETURNING *`;
  return row ? toAction(row) : null;
}

export function readAction(db: Database, query: Args<'readAction'>): Action {
  const action = findAction(db, query);
  if (!action) throw new StoreError('STORE_NO_ACTION', 'There is no action by that id.');
  return action;
}

export function openActions({ sql }: Database): Action[] {
  return sql.all`SELECT * FROM action WHERE state IN ('pending', 'approved', 'running')
    ORDER BY createdAt, id`.map(toAction);
}

export function listActions(
  { sql }: Database,
  { before, limit }: Args<'listActions'>,
): readonly Action[] {
  const { createdAt, id } = before ?? { createdAt: Infinity, id: '' };
  return sql.all`SELECT * FROM action WHERE (createdAt, id) < (${createdAt}, ${id})
    ORDER BY createdAt DESC, id DESC LIMIT ${limit}`.map(toAction);
}

/** What was done in these turns, oldest first. */
export function actionsOfTurns(
  { sql }: Database,
  { turnIds }: { readonly turnIds: readonly string[] },
): readonly Action[] {
  return sql.all`SELECT * FROM action
    WHERE turnId IN (SELECT value FROM json_each(${JSON.stringify(turnIds)}))
    ORDER BY createdAt, id`.map(toAction);
}

/** A row of the table as an action. */
export function toAction(row: Readonly<Record<string, unknown>>): Action {
  const knewOutside = row['knewOutside'] !== 0;
  return actionSchema.parse({
    ...{ ...row, knewOutside },
    arguments: JSON.parse(String(row['arguments'])),
  });
}
