/** Calls that the agent placed for its owner, who waits to hear what came of them. */
export const awaitedCall = `
CREATE TABLE awaitedCall (
  callId TEXT PRIMARY KEY
) STRICT;
`;
