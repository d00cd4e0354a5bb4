/** Tasks, reminders and what is done on a schedule. */
export const planning = `
CREATE TABLE task (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  note TEXT NOT NULL,
  people TEXT NOT NULL,
  waitingFor TEXT,
  due TEXT,
  dueAt REAL,
  timeZone TEXT NOT NULL,
  nudgeAt REAL,
  state TEXT NOT NULL,
  messageId TEXT,
  author TEXT NOT NULL,
  createdAt REAL NOT NULL,
  changedAt REAL NOT NULL
) STRICT;
CREATE INDEX task_open ON task (dueAt) WHERE state = 'open';
CREATE INDEX task_to_nudge ON task (nudgeAt) WHERE nudgeAt IS NOT NULL;
CREATE INDEX task_of_message ON task (messageId);
CREATE TABLE reminder (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL,
  repeat TEXT,
  timeZone TEXT NOT NULL,
  state TEXT NOT NULL,
  nextAt REAL,
  toldAt REAL,
  messageId TEXT,
  createdAt REAL NOT NULL
) STRICT;
CREATE INDEX reminder_next ON reminder (nextAt) WHERE nextAt IS NOT NULL;
CREATE INDEX reminder_of_message ON reminder (messageId);
CREATE TABLE told (
  key TEXT PRIMARY KEY,
  at REAL NOT NULL
) STRICT;
CREATE TABLE notice (
  id TEXT PRIMARY KEY,
  at REAL NOT NULL
) STRICT;
CREATE INDEX message_of_owner ON message (channel, at)
  WHERE direction = 'in' AND principal = 'owner';
`;
