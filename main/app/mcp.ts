import { createMcpTools } from '../agent/tools/mcp.ts';
import type { ChildProcessStarter } from '../base/child-process.ts';
import { errorFields } from '../base/log.ts';
import type { Scope } from '../base/scope.ts';
import type { ControlHandlers } from '../control/control-server.ts';
import { createConnectMcp } from '../mcp/connect.ts';
import { McpServers } from '../mcp/mcp-servers.ts';
import type { AgentCore } from './agent-core.ts';
import { bundledScript } from './ground.ts';
import type { Ground } from './ground.ts';

declare const __APP_VERSION__: string;

/** The MCP servers of the settings, and their tools for the agent. Nothing is started here. */
export function joinMcp(
  ground: Ground,
  {
    agent,
    starter,
  }: { readonly agent: Pick<AgentCore, 'addTools'>; readonly starter: ChildProcessStarter },
  scope: Scope,
): McpServers {
  const { settings, store, secrets, board, clock, rehearsal } = ground;
  const log = ground.log.child('mcp');
  const servers = new McpServers(
    {
      // Their tools act on real things, which a rehearsal must not.
      servers: rehearsal === null ? settings['mcp.servers'] : [],
      connect: createConnectMcp({
        ...{ starter, script: bundledScript('mcp-child.js'), env: process.env },
        ...{ secret: (name) => secrets.get(name), version: __APP_VERSION__, clock, log },
      }),
      ...{ approvals: store, clock, log },
    },
    scope.signal,
  );
  scope.add('MCP servers', servers);
  const show = (): void => board.set('mcp', servers.state);
  scope.defer('MCP news', servers.changed.on(show));
  show();
  agent.addTools(createMcpTools(servers));
  servers.open().catch((error: unknown) => {
    if (!scope.signal.aborted) log.error('what was allowed is not known', errorFields(error));
  });
  return servers;
}

/** The commands about them. */
export function mcpCommands(
  servers: McpServers,
  signal: AbortSignal,
): Pick<ControlHandlers, 'mcp' | 'mcp-approve' | 'mcp-revoke'> {
  return {
    mcp: async (_args, { tell }) => {
      for (const view of servers.view()) tell(view);
    },
    'mcp-approve': async ({ name }, { tell }) => tell(await servers.approve(name, signal)),
    'mcp-revoke': async ({ name }, { tell }) => tell({ name, revoked: await servers.revoke(name) }),
  };
}
