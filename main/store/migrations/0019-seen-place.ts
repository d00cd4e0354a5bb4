/** Up to where the owner has seen the thread: one row, none before they first did. */
export const seenPlace = `
CREATE TABLE seenPlace (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  at REAL NOT NULL,
  id TEXT NOT NULL
) STRICT;
`;
