/**
 * What goes along with messages, both ways. `part` is the send that it belongs to. What the thread shows of them is kept
 * with the line, so that reading the thread stays one look.
 */
export const attachments = `
CREATE TABLE attachment (
  id TEXT PRIMARY KEY,
  messageId TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  part INTEGER NOT NULL,
  position INTEGER NOT NULL,
  direction TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  mimeType TEXT,
  bytes INTEGER,
  path TEXT,
  url TEXT,
  remoteId TEXT,
  shareLinkId TEXT,
  state TEXT NOT NULL,
  reason TEXT,
  UNIQUE (messageId, position)
) STRICT;
CREATE INDEX attachment_open ON attachment (messageId) WHERE state IN ('kept', 'uploaded', 'awaited');
ALTER TABLE message ADD COLUMN attachments TEXT;
`;
