import type { Registration } from '../carbonvoice/ports.ts';
import type { Database } from './database.ts';

type Of = { readonly service: string };
type Change = Of & { readonly registration: Registration };

/** All that may stand at a service, oldest first. */
export function readRegistrations({ sql }: Database, { service }: Of): readonly Registration[] {
  return sql.all`SELECT url, agentId, id, clientId, state, filter, since, tries, nextAt
    FROM registration WHERE service = ${service} ORDER BY rowid`.map(
    (row) => ({ ...row }) as unknown as Registration,
  );
}

/** The one that stands; null for none. */
export function standingRegistration(db: Database, of: Of): Registration | null {
  return readRegistrations(db, of).find(({ state }) => state === 'standing') ?? null;
}

export function saveRegistration({ sql }: Database, { service, registration: r }: Change): null {
  sql.run`INSERT OR REPLACE INTO registration
      (service, url, agentId, id, clientId, state, filter, since, tries, nextAt)
    VALUES (${service}, ${r.url}, ${r.agentId}, ${r.id}, ${r.clientId}, ${r.state}, ${r.filter},
      ${r.since}, ${r.tries}, ${r.nextAt})`;
  return null;
}

/** It stands; every other one is to be removed from now on: one commit, so that none is forgotten. */
export function standRegistration(db: Database, change: Change): null {
  leaveRegistrations(db, change);
  return saveRegistration(db, {
    ...change,
    registration: { ...change.registration, state: 'standing' },
  });
}

/** None is wanted any more. */
export function leaveRegistrations({ sql }: Database, { service }: Of): null {
  sql.run`UPDATE registration SET state = 'leaving', tries = 0, nextAt = 0
    WHERE service = ${service} AND state <> 'leaving'`;
  return null;
}

export function dropRegistration(
  { sql }: Database,
  { service, url, agentId }: Of & Pick<Registration, 'url' | 'agentId'>,
): null {
  sql.run`DELETE FROM registration
    WHERE service = ${service} AND url = ${url} AND agentId = ${agentId}`;
  return null;
}
