import { fileURLToPath } from 'node:url';
import { createForkStarter } from '../../../main/base/fork-starter.ts';
import type { Clock } from '../../../main/base/clock.ts';
import { systemClock } from '../../../main/base/clock.ts';
import { silentLogger } from '../../../main/base/log.ts';
import { createConnectMcp } from '../../../main/mcp/connect.ts';
import { McpServers } from '../../../main/mcp/mcp-servers.ts';
import type { ConnectMcp } from '../../../main/mcp/ports.ts';
import type { McpServerSettings } from '../../../shared/mcp.ts';
import { mcpServerSchema } from '../../../shared/mcp.ts';
import { openMemoryLedger } from '../../fakes/memory-ledger.ts';

const peer = fileURLToPath(new URL('../../peers/mcp/server.ts', import.meta.url));

/** A signal that never aborts. */
export const never = new AbortController().signal;

/** Settings of a server, as they come from the file. */
export function settingsOf(given: object): McpServerSettings {
  return mcpServerSchema.parse({ name: 'peer', ...given });
}

/** The peer of these tests with one of its faults. */
export function peerWith(fault: string, change: object = {}): McpServerSettings {
  return settingsOf({ command: process.execPath, args: [peer, fault], ...change });
}

/** Connects to real programs, by the real child process. */
export function realConnect(
  secrets: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string | undefined>> = process.env,
): ConnectMcp {
  return createConnectMcp({
    secret: async (name) => secrets[name] ?? null,
    starter: createForkStarter(),
    script: fileURLToPath(new URL('../../../main/mcp/mcp-child.ts', import.meta.url)),
    ...{ env, version: 'test', clock: systemClock, log: silentLogger },
  });
}

export type McpScene = {
  readonly connect?: ConnectMcp;
  readonly clock?: Clock;
  /** Of an earlier run. */
  readonly ledger?: ReturnType<typeof openMemoryLedger>;
};

/** Servers with what the data file knows of them; closed with the test that made them. */
export async function mcpScene(servers: readonly McpServerSettings[], scene: McpScene = {}) {
  const { connect = realConnect(), clock = systemClock, ledger = openMemoryLedger() } = scene;
  const end = new AbortController();
  const hub = new McpServers(
    { servers, connect, approvals: ledger, clock, log: silentLogger },
    end.signal,
  );
  await hub.open();
  const call = (name: string, args: object = {}, signal = never) =>
    hub.call({ server: servers[0]?.name ?? '', name }, { ...args }, signal);
  return { hub, ledger, call, end, [Symbol.asyncDispose]: () => hub.close() };
}
