import type { McpServerView } from '../../shared/mcp.ts';

/** The servers with exactly what is started, for people. */
export function describeMcp(servers: readonly unknown[]): string {
  if (servers.length === 0) return 'No MCP server is set up (mcp.servers).\n';
  return (servers as readonly McpServerView[]).map(describeMcpServer).join('\n');
}

/** One of them. What the server says of itself stands in quotes. */
export function describeMcpServer(server: McpServerView): string {
  const { name, state, detail, remedy, command, url, env, headers, tools, leftOut, changes } =
    server;
  const lines = [
    `${name}: ${state}. ${detail}`,
    url === null ? `  command    ${JSON.stringify(command)}` : `  address    ${url}`,
    ...list('variables', env),
    ...list('headers', headers),
    ...changes.map((change) => `  changed    ${change}`),
    ...tools.map((tool) => `  tool       ${tool.name}: ${JSON.stringify(tool.description)}`),
    ...leftOut.map((tool) => `  left out   ${JSON.stringify(tool.name)}: ${tool.why}`),
    ...(remedy === '' ? [] : [`  → ${remedy}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function list(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`  ${what.padEnd(10)} ${names.join(', ')}`];
}
