/**
 * Every webhook that may be registered at a service, because there is no route to ask for them: what was asked for and
 * not answered yet, what stands, and what is still to be removed. `id` is empty where the service never told it.
 */
export const registration = `
CREATE TABLE registration (
  service TEXT NOT NULL,
  url TEXT NOT NULL,
  agentId TEXT NOT NULL,
  id TEXT NOT NULL,
  clientId TEXT NOT NULL,
  state TEXT NOT NULL,
  filter TEXT NOT NULL,
  since REAL,
  tries INTEGER NOT NULL DEFAULT 0,
  nextAt REAL NOT NULL DEFAULT 0,
  PRIMARY KEY (service, url, agentId)
) STRICT;
INSERT INTO registration (service, url, agentId, id, clientId, state, filter)
  SELECT service, url, agentId, id, clientId, 'standing', CASE id WHEN '' THEN 'unknown' ELSE 'sent' END
  FROM subscription;
DROP TABLE subscription;
`;
