/**
 * An empty text has no place in the search and costs it nothing: what is accepted over a channel has no words yet, and
 * must be durable fast. Nothing is ever taken out of the index that was not put in.
 */
export const leanSearch = `
DROP TRIGGER message_search_insert;
DROP TRIGGER message_search_text;
DROP TRIGGER message_search_delete;
INSERT INTO messageSearch (messageSearch, rowid, text)
  SELECT 'delete', place, '' FROM searchPlace JOIN message ON message.id = messageId WHERE text = '';
DELETE FROM searchPlace WHERE messageId IN (SELECT id FROM message WHERE text = '');
CREATE TRIGGER message_search_insert AFTER INSERT ON message WHEN new.text <> '' BEGIN
  INSERT INTO searchPlace (messageId, at) VALUES (new.id, new.at);
  INSERT INTO messageSearch (rowid, text)
    SELECT place, new.text FROM searchPlace WHERE messageId = new.id;
END;
CREATE TRIGGER message_search_text AFTER UPDATE OF text ON message WHEN old.text <> new.text BEGIN
  INSERT INTO messageSearch (messageSearch, rowid, text)
    SELECT 'delete', place, old.text FROM searchPlace WHERE messageId = old.id AND old.text <> '';
  DELETE FROM searchPlace WHERE messageId = old.id AND new.text = '';
  INSERT OR IGNORE INTO searchPlace (messageId, at) SELECT new.id, new.at WHERE new.text <> '';
  INSERT INTO messageSearch (rowid, text)
    SELECT place, new.text FROM searchPlace WHERE messageId = new.id AND new.text <> '';
END;
CREATE TRIGGER message_search_delete BEFORE DELETE ON message WHEN old.text <> '' BEGIN
  INSERT INTO messageSearch (messageSearch, rowid, text)
    SELECT 'delete', place, old.text FROM searchPlace WHERE messageId = old.id;
  DELETE FROM searchPlace WHERE messageId = old.id;
END;
`;
