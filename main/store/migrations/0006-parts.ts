/**
 * A reply may leave in several parts, or open a conversation; each row of the outbox is one send. What is too old is not
 * sent any more, and what the service refuses again and again is given up.
 */
export const parts = `
CREATE TABLE send (
  id TEXT PRIMARY KEY,
  messageId TEXT NOT NULL REFERENCES message (id),
  position INTEGER NOT NULL,
  channel TEXT NOT NULL,
  conversationId TEXT,
  recipient TEXT,
  replyTo TEXT,
  text TEXT NOT NULL,
  idempotencyKey TEXT NOT NULL UNIQUE,
  remoteId TEXT,
  createdAt REAL NOT NULL,
  expiresAt REAL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  refusals INTEGER NOT NULL DEFAULT 0,
  nextAt REAL NOT NULL DEFAULT 0,
  UNIQUE (messageId, position)
) STRICT;
INSERT INTO send (id, messageId, position, channel, conversationId, replyTo, text, idempotencyKey, remoteId,
    createdAt, state, attempts, nextAt)
  SELECT id, id, 0, channel, conversationId, replyTo, text, idempotencyKey, remoteId, createdAt, state, attempts, nextAt
  FROM outbox ORDER BY rowid;
DROP TABLE outbox;
ALTER TABLE send RENAME TO outbox;
CREATE INDEX outbox_open ON outbox (createdAt) WHERE state IN ('queued', 'sending', 'unknown');
CREATE INDEX outbox_failed ON outbox (createdAt) WHERE state = 'failed';
CREATE INDEX outbox_of_conversation ON outbox (conversationId) WHERE remoteId IS NOT NULL;
CREATE INDEX inbox_failed ON inbox (receivedAt) WHERE state = 'failed';
`;
