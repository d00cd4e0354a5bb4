/** Whom this run is dialling at this moment; what stands there at the start of another run may have been placed. */
export const dials = `
CREATE TABLE dial (
  target TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  source TEXT,
  since REAL NOT NULL
) STRICT;
`;
