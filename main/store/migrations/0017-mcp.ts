/** What the owner allowed of each MCP server: what is started, and the tools that it offered then. */
export const mcp = `
CREATE TABLE mcpApproval (
  server TEXT PRIMARY KEY,
  launch TEXT NOT NULL,
  tools TEXT NOT NULL,
  approvedAt REAL NOT NULL
) STRICT;
`;
