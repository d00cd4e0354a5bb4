/** Since when the token of a service is known, so that its end can be told in time; never the token itself. */
export const tokenAge = `
CREATE TABLE tokenAge (
  service TEXT PRIMARY KEY,
  salt TEXT NOT NULL,
  hash TEXT NOT NULL,
  seenAt REAL NOT NULL,
  toldDays INTEGER
) STRICT;
`;
