/**
 * Facts and notes with their history, contacts, and summaries of the thread. The search of notes follows them by
 * triggers, as that of messages does. A summary never outlives a message that it tells of: what is deleted, changed, or
 * comes late into its stretch takes it along, and it is made anew.
 */
export const memory = `
ALTER TABLE note ADD COLUMN kind TEXT NOT NULL DEFAULT 'note';
ALTER TABLE note ADD COLUMN changedAt REAL NOT NULL DEFAULT 0;
ALTER TABLE note ADD COLUMN deletedAt REAL;
UPDATE note SET changedAt = at;
CREATE INDEX note_in_order ON note (at, id) WHERE deletedAt IS NULL;

CREATE TABLE noteVersion (
  place INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  noteId TEXT NOT NULL REFERENCES note (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  principal TEXT NOT NULL,
  messageId TEXT REFERENCES message (id),
  changedAt REAL NOT NULL,
  deletedAt REAL
) STRICT;
CREATE INDEX noteVersion_of_note ON noteVersion (noteId);
CREATE INDEX noteVersion_of_message ON noteVersion (messageId) WHERE messageId IS NOT NULL;

CREATE VIRTUAL TABLE noteSearch USING fts5 (
  text, noteId UNINDEXED, tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO noteSearch (noteSearch, rank) VALUES ('secure-delete', 1);
INSERT INTO noteSearch (text, noteId) SELECT text, id FROM note;
CREATE TRIGGER note_search_insert AFTER INSERT ON note BEGIN
  INSERT INTO noteSearch (text, noteId) VALUES (new.text, new.id);
END;
CREATE TRIGGER note_search_text AFTER UPDATE OF text ON note WHEN old.text <> new.text BEGIN
  UPDATE noteSearch SET text = new.text WHERE noteId = new.id;
END;
CREATE TRIGGER note_search_delete AFTER DELETE ON note BEGIN
  DELETE FROM noteSearch WHERE noteId = old.id;
END;

CREATE TABLE contact (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  note TEXT NOT NULL,
  principal TEXT NOT NULL,
  messageId TEXT REFERENCES message (id),
  createdAt REAL NOT NULL,
  changedAt REAL NOT NULL
) STRICT;
CREATE INDEX contact_of_message ON contact (messageId) WHERE messageId IS NOT NULL;
CREATE TABLE contactAddress (
  contactId TEXT NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX contactAddress_of_contact ON contactAddress (contactId);

CREATE INDEX message_of_author ON message (author, at, id) WHERE direction = 'in';

CREATE TABLE summary (
  id TEXT PRIMARY KEY,
  level INTEGER NOT NULL,
  fromAt REAL NOT NULL,
  fromId TEXT NOT NULL,
  untilAt REAL NOT NULL,
  untilId TEXT NOT NULL,
  text TEXT NOT NULL,
  madeAt REAL NOT NULL
) STRICT;
CREATE TRIGGER summary_of_new AFTER INSERT ON message BEGIN
  DELETE FROM summary
    WHERE (fromAt, fromId) <= (new.at, new.id) AND (untilAt, untilId) >= (new.at, new.id);
END;
CREATE TRIGGER summary_of_changed AFTER UPDATE OF at, text, heard, delivery ON message BEGIN
  DELETE FROM summary
    WHERE (fromAt, fromId) <= (old.at, old.id) AND (untilAt, untilId) >= (old.at, old.id)
      OR (fromAt, fromId) <= (new.at, new.id) AND (untilAt, untilId) >= (new.at, new.id);
END;
CREATE TRIGGER summary_of_gone BEFORE DELETE ON message BEGIN
  DELETE FROM summary
    WHERE (fromAt, fromId) <= (old.at, old.id) AND (untilAt, untilId) >= (old.at, old.id);
END;
`;
