/** Every use of a tool: what waits for the owner's yes, and the audit of what was done. */
export const actions = `
CREATE TABLE action (
  id TEXT PRIMARY KEY,
  tool TEXT NOT NULL,
  summary TEXT NOT NULL,
  arguments TEXT NOT NULL,
  state TEXT NOT NULL,
  channel TEXT NOT NULL,
  principal TEXT NOT NULL,
  author TEXT NOT NULL,
  conversationId TEXT,
  callId TEXT,
  messageId TEXT,
  turnId TEXT,
  createdAt REAL NOT NULL,
  expiresAt REAL,
  decidedAt REAL,
  decidedVia TEXT,
  decidedBy TEXT,
  startedAt REAL,
  endedAt REAL,
  result TEXT,
  outside TEXT,
  requestId TEXT,
  toldId TEXT
) STRICT;
CREATE INDEX action_open ON action (createdAt) WHERE state IN ('pending', 'approved', 'running');
CREATE INDEX action_in_order ON action (createdAt, id);
CREATE INDEX action_of_message ON action (messageId);
CREATE INDEX action_of_request ON action (requestId);
CREATE INDEX action_of_turn ON action (turnId);
CREATE INDEX action_untold ON action (createdAt)
  WHERE toldId IS NULL AND (expiresAt IS NOT NULL OR state = 'unknown');
-- Of a line that asks for an action, or tells what came of it.
ALTER TABLE message ADD COLUMN actionId TEXT;
`;
