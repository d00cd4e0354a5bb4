/**
 * Search, and what deleting and restoring need. The search index follows the messages by triggers, so that it can never
 * go out of step. It has places of its own, because SQLite may renumber the rows of `message` when it tidies the file.
 */
export const keeping = `
CREATE TABLE searchPlace (
  place INTEGER PRIMARY KEY,
  messageId TEXT NOT NULL UNIQUE REFERENCES message (id),
  at REAL NOT NULL
) STRICT;
INSERT INTO searchPlace (messageId, at) SELECT id, at FROM message ORDER BY at, id;
CREATE VIEW searchText AS
  SELECT searchPlace.place AS place, message.text AS text
  FROM searchPlace JOIN message ON message.id = searchPlace.messageId;
CREATE VIRTUAL TABLE messageSearch USING fts5 (
  text, content = 'searchText', content_rowid = 'place', tokenize = 'unicode61 remove_diacritics 2'
);
-- What is deleted is taken out of the index at once, not only marked as gone.
INSERT INTO messageSearch (messageSearch, rank) VALUES ('secure-delete', 1);
INSERT INTO messageSearch (messageSearch) VALUES ('rebuild');
CREATE TRIGGER message_search_insert AFTER INSERT ON message BEGIN
  INSERT INTO searchPlace (messageId, at) VALUES (new.id, new.at);
  INSERT INTO messageSearch (rowid, text)
    SELECT place, new.text FROM searchPlace WHERE messageId = new.id;
END;
CREATE TRIGGER message_search_text AFTER UPDATE OF text ON message WHEN old.text <> new.text BEGIN
  INSERT INTO messageSearch (messageSearch, rowid, text)
    SELECT 'delete', place, old.text FROM searchPlace WHERE messageId = old.id;
  INSERT INTO messageSearch (rowid, text)
    SELECT place, new.text FROM searchPlace WHERE messageId = new.id;
END;
CREATE TRIGGER message_search_at AFTER UPDATE OF at ON message WHEN old.at <> new.at BEGIN
  UPDATE searchPlace SET at = new.at WHERE messageId = new.id;
END;
CREATE TRIGGER message_search_delete BEFORE DELETE ON message BEGIN
  INSERT INTO messageSearch (messageSearch, rowid, text)
    SELECT 'delete', place, old.text FROM searchPlace WHERE messageId = old.id;
  DELETE FROM searchPlace WHERE messageId = old.id;
END;

CREATE TABLE tombstone (
  channel TEXT NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (channel, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE restore (
  id TEXT PRIMARY KEY,
  at REAL NOT NULL,
  backupAt REAL NOT NULL
) STRICT;
ALTER TABLE inbox ADD COLUMN heldBack INTEGER NOT NULL DEFAULT 0;

CREATE INDEX note_of_message ON note (messageId) WHERE messageId IS NOT NULL;
CREATE INDEX call_of_brief ON call (briefId) WHERE briefId IS NOT NULL;
CREATE INDEX missedCall_of_message ON missedCall (messageId);
CREATE INDEX textMessage_of_message ON textMessage (messageId);
`;
