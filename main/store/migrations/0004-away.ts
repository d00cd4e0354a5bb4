/** Numbers that were set up, and what happened on them while nobody was there: each told once, whatever dies between. */
export const away = `
CREATE TABLE phoneNumber (
  number TEXT PRIMARY KEY,
  earlierFlowId TEXT,
  answerFlowId TEXT,
  mailboxFlowId TEXT,
  state TEXT NOT NULL
) STRICT;

CREATE TABLE phoneCursor (
  name TEXT PRIMARY KEY,
  since REAL NOT NULL,
  at REAL NOT NULL
) STRICT;

CREATE TABLE missedCall (
  callId TEXT PRIMARY KEY,
  messageId TEXT NOT NULL REFERENCES message (id),
  looks INTEGER NOT NULL DEFAULT 0,
  nextAt REAL
) STRICT;
CREATE INDEX missedCall_awaited ON missedCall (nextAt) WHERE nextAt IS NOT NULL;

CREATE TABLE textMessage (
  remoteId TEXT PRIMARY KEY,
  messageId TEXT NOT NULL REFERENCES message (id)
) STRICT;
`;
