import type { McpApproval, McpApprovals } from '../mcp/ports.ts';
import type { Database } from './database.ts';

type Delete = Parameters<McpApprovals['deleteMcpApproval']>[0];

export function mcpApprovals({ sql }: Database): readonly McpApproval[] {
  return sql.all`SELECT server, launch, tools, approvedAt FROM mcpApproval ORDER BY server`.map(
    ({ server, launch, tools, approvedAt }) => ({
      server: String(server),
      launch: JSON.parse(String(launch)) as McpApproval['launch'],
      tools: JSON.parse(String(tools)) as McpApproval['tools'],
      approvedAt: Number(approvedAt),
    }),
  );
}

export function saveMcpApproval({ sql }: Database, approval: McpApproval): null {
  const { server, launch, tools, approvedAt } = approval;
  sql.run`INSERT OR REPLACE INTO mcpApproval (server, launch, tools, approvedAt)
    VALUES (${server}, ${JSON.stringify(launch)}, ${JSON.stringify(tools)}, ${approvedAt})`;
  return null;
}

export function deleteMcpApproval({ sql }: Database, { server }: Delete): boolean {
  return sql.run`DELETE FROM mcpApproval WHERE server = ${server}`.changes > 0;
}
