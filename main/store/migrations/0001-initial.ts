/** Thread, ledger, turns, notes. Columns are named as in the contract, so that rows need no mapping. */
export const initial = `
CREATE TABLE message (
  id TEXT PRIMARY KEY,
  at REAL NOT NULL,
  channel TEXT NOT NULL,
  direction TEXT NOT NULL,
  principal TEXT NOT NULL,
  author TEXT NOT NULL,
  text TEXT NOT NULL,
  heard TEXT,
  conversationId TEXT,
  replyTo TEXT,
  callId TEXT,
  turnId TEXT,
  delivery TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  reason TEXT
) STRICT;
CREATE INDEX message_in_order ON message (at, id);
CREATE INDEX message_of_conversation ON message (conversationId, at, id);
CREATE INDEX message_of_turn ON message (turnId);

CREATE TABLE inbox (
  id TEXT PRIMARY KEY REFERENCES message (id),
  channel TEXT NOT NULL,
  remoteId TEXT NOT NULL,
  conversationId TEXT,
  receivedAt REAL NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  nextAt REAL NOT NULL DEFAULT 0,
  readAt REAL,
  UNIQUE (channel, remoteId)
) STRICT;
CREATE INDEX inbox_pending ON inbox (receivedAt) WHERE state = 'pending';
CREATE INDEX inbox_unread ON inbox (receivedAt) WHERE state = 'handled' AND readAt IS NULL;

CREATE TABLE outbox (
  id TEXT PRIMARY KEY REFERENCES message (id),
  channel TEXT NOT NULL,
  conversationId TEXT NOT NULL,
  replyTo TEXT,
  text TEXT NOT NULL,
  idempotencyKey TEXT NOT NULL UNIQUE,
  remoteId TEXT,
  createdAt REAL NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  nextAt REAL NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX outbox_open ON outbox (createdAt) WHERE state IN ('queued', 'sending', 'unknown');

CREATE TABLE turn (
  turnId TEXT PRIMARY KEY,
  channel TEXT NOT NULL,
  callId TEXT,
  receivedAt REAL,
  transcriptAt REAL,
  modelAskedAt REAL,
  firstTokenAt REAL,
  firstSentenceAt REAL,
  firstSentAt REAL,
  doneAt REAL,
  interruptedAt REAL
) STRICT;
CREATE INDEX turn_in_order ON turn (receivedAt);

CREATE TABLE note (
  id TEXT PRIMARY KEY,
  at REAL NOT NULL,
  principal TEXT NOT NULL,
  text TEXT NOT NULL,
  messageId TEXT REFERENCES message (id)
) STRICT;

CREATE TABLE subscription (
  service TEXT PRIMARY KEY,
  id TEXT NOT NULL,
  clientId TEXT NOT NULL,
  url TEXT NOT NULL,
  agentId TEXT NOT NULL
) STRICT;
`;
