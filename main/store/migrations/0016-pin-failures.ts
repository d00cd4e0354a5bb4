/** When the phone PIN was said wrong; nothing else of it is kept. */
export const pinFailures = `
CREATE TABLE pinFailure (at REAL NOT NULL) STRICT;
`;
