/** Calls that we handle: what a run that died left open at the service is found by it. */
export const calls = `
CREATE TABLE call (
  callId TEXT PRIMARY KEY,
  direction TEXT NOT NULL,
  number TEXT NOT NULL,
  principal TEXT NOT NULL,
  goal TEXT,
  startedAt REAL NOT NULL,
  endedAt REAL
) STRICT;
CREATE INDEX call_open ON call (startedAt) WHERE endedAt IS NULL;
`;
