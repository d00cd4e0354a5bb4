/** What models and voices used, by day, and which warnings of a day were told. */
export const meters = `
CREATE TABLE meter (
  day TEXT NOT NULL,
  channel TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  currency TEXT NOT NULL,
  requests INTEGER NOT NULL,
  input REAL NOT NULL,
  output REAL NOT NULL,
  estimated REAL NOT NULL,
  cost REAL NOT NULL,
  PRIMARY KEY (day, channel, kind, name, currency)
) STRICT, WITHOUT ROWID;
CREATE TABLE meterTold (
  day TEXT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (day, kind)
) STRICT, WITHOUT ROWID;
`;
