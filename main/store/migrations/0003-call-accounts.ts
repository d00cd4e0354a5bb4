/**
 * How each call came out, what it used, and the line of the thread that tells of it. A call of before has no outcome,
 * and is not told of any more.
 */
export const callAccounts = `
ALTER TABLE call ADD COLUMN answeredAt REAL;
ALTER TABLE call ADD COLUMN outcome TEXT;
ALTER TABLE call ADD COLUMN endedBy TEXT NOT NULL DEFAULT '';
ALTER TABLE call ADD COLUMN transcribedMs REAL NOT NULL DEFAULT 0;
ALTER TABLE call ADD COLUMN spokenCharacters INTEGER NOT NULL DEFAULT 0;
ALTER TABLE call ADD COLUMN briefId TEXT REFERENCES message (id);
ALTER TABLE message ADD COLUMN brief TEXT;
CREATE INDEX call_in_order ON call (startedAt);
CREATE INDEX call_untold ON call (endedAt) WHERE outcome IS NOT NULL AND briefId IS NULL;
CREATE INDEX message_of_call ON message (callId, at, id) WHERE callId IS NOT NULL;
`;
