import type { ConnectionState } from '../../shared/connection.ts';
import { RefusedError } from '../../shared/errors.ts';
import type { McpServerSettings, McpServerView } from '../../shared/mcp.ts';
import type { McpTool, McpTools } from '../agent/tools/mcp-ports.ts';
import type { Clock } from '../base/clock.ts';
import { Emitter } from '../base/emitter.ts';
import type { Logger } from '../base/log.ts';
import { McpServer } from './mcp-server.ts';
import type { ConnectMcp, McpApprovals, McpResult } from './ports.ts';

export type McpServersParts = {
  readonly servers: readonly McpServerSettings[];
  readonly connect: ConnectMcp;
  readonly approvals: McpApprovals;
  readonly clock: Clock;
  readonly log: Logger;
};

/** Of a yes: starting a program that is fetched first takes a while. Milliseconds. */
const approveMs = 60_000;

/** OpenAI: refuses a question that comes with more than 128 tools; some thirty are our own. */
const mostTools = 96;

/** All servers of the settings. None is started before it is needed. */
export class McpServers implements McpTools {
  readonly changed = new Emitter<null>();
  readonly #parts: McpServersParts;
  readonly #servers: readonly McpServer[];
  #tools: readonly McpTool[] | null = null;
  #isRead = false;

  constructor(parts: McpServersParts, signal: AbortSignal) {
    this.#parts = parts;
    const changed = (): void => this.#changed();
    this.#servers = parts.servers.map(
      (settings) => new McpServer({ ...parts, settings, changed }, signal),
    );
  }

  /** Reads what was allowed before. Until then nothing is. */
  async open(): Promise<void> {
    const approvals = await this.#parts.approvals.mcpApprovals();
    this.#isRead = true;
    for (const server of this.#servers) {
      server.allow(approvals.find((approval) => approval.server === server.name) ?? null);
    }
    this.#changed();
  }

  /** Of too many the first, in the order of the settings. */
  tools(): readonly McpTool[] {
    return (this.#tools ??= this.#servers.flatMap(({ tools }) => tools).slice(0, mostTools));
  }

  call(
    { server, name }: Pick<McpTool, 'server' | 'name'>,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<McpResult> {
    return this.#find(server).call(name, args, signal);
  }

  view(): readonly McpServerView[] {
    return this.#servers.map((server) => server.view());
  }

  /** Throws AppError. */
  approve(name: string, signal: AbortSignal): Promise<McpServerView> {
    const limit = AbortSignal.timeout(approveMs);
    return this.#find(name).approve(AbortSignal.any([signal, limit]));
  }

  async revoke(name: string): Promise<boolean> {
    return this.#find(name).revoke();
  }

  /** All of them in one word, the most urgent first. */
  get state(): ConnectionState {
    const used = this.#servers.filter(({ state }) => state !== 'off');
    if (used.length === 0) return { status: 'off', detail: 'No MCP server is set up.', remedy: '' };
    if (!this.#isRead) return { status: 'connecting', detail: 'Being looked at.', remedy: '' };
    for (const [state, status] of urgent) {
      const one = used.find((server) => server.state === state);
      if (one) return { status, ...one.words };
    }
    const names = used.map(({ name }) => name).join(', ');
    const all = used.flatMap(({ tools }) => tools).length;
    const left = all - this.tools().length;
    const count = left === 0 ? `${all} tools` : `the first ${mostTools} of ${all} tools`;
    return {
      ...{ status: 'connected', detail: `${names}: ${count}; started when they are needed.` },
      remedy: left === 0 ? '' : 'Models take no more: switch servers off in mcp.servers.',
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close()));
  }

  #changed(): void {
    this.#tools = null;
    this.changed.emit(null);
  }

  #find(name: string): McpServer {
    const found = this.#servers.find((server) => server.name === name);
    if (found) return found;
    const names = this.#servers.map((server) => server.name).join(', ');
    const known = names === '' ? 'None is set: mcp.servers.' : `There are: ${names}.`;
    throw new RefusedError('MCP_UNKNOWN', 'There is no MCP server by that name.', known);
  }
}

const urgent = [
  ['waiting', 'refused'],
  ['failed', 'failed'],
] as const;
