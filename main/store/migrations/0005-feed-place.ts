/** How far the feed of a service is read: one place for each account, so that another one begins anew. */
export const feedPlace = `
CREATE TABLE feedPlace (
  service TEXT NOT NULL,
  account TEXT NOT NULL,
  startedAt REAL NOT NULL,
  cursor TEXT,
  handledAt REAL NOT NULL,
  PRIMARY KEY (service, account)
) STRICT;
`;
