import type { ChildProcessStarter } from '../base/child-process.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { bareEnvironment, fillIn } from './launch.ts';
import type { ReadSecret } from './launch.ts';
import type { ConnectMcp } from './ports.ts';

export type ConnectParts = {
  readonly secret: ReadSecret;
  readonly starter: ChildProcessStarter;
  /** Path of the bundled mcp-child. */
  readonly script: string;
  /** Of this process; hardly anything of it is handed on. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Connects to servers as the settings say. The client is loaded with the first of them. */
export function createConnectMcp(parts: ConnectParts): ConnectMcp {
  const { secret, starter, script, version, clock, log } = parts;
  return async (server, listener, signal) => {
    const { name, command, args, url = '', env, headers } = server;
    const { openMcpConnection } = await import('./mcp-connection.ts');
    if (command === undefined) {
      const { openHttpTransport } = await import('./http-transport.ts');
      const transport = openHttpTransport(url, await fillIn(name, headers, secret));
      return openMcpConnection({ name, version, transport, listener }, signal);
    }
    const { StdioTransport } = await import('./stdio-transport.ts');
    const bareEnv = bareEnvironment(parts.env);
    const transport = new StdioTransport({
      ...{ name, command, args, starter, script, clock, bareEnv },
      env: { ...bareEnv, ...(await fillIn(name, env, secret)) },
      lastWords: (said) => log.info('an MCP server ended', { private: { name, said } }),
    });
    return openMcpConnection({ name, version, transport, listener }, signal);
  };
}
