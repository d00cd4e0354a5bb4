import { RefusedError } from '../../shared/errors.ts';
import type { McpServerView, McpState } from '../../shared/mcp.ts';
import type { McpTool } from '../agent/tools/mcp-ports.ts';
import { launchChanges, launchOf } from './launch.ts';
import { McpLink } from './mcp-link.ts';
import type { McpLinkParts } from './mcp-link.ts';
import type { McpApproval, McpApprovals, McpResult } from './ports.ts';
import { readSchema } from './schema.ts';
import { readToolList, toolChanges } from './tool-list.ts';
import type { ToolList } from './tool-list.ts';

export type McpServerParts = Omit<McpLinkParts, 'listed'> & { readonly approvals: McpApprovals };

/**
 * One server and what the owner said yes to: nothing of it runs before that, and it is never used with other tools than
 * those that the yes was about.
 */
export class McpServer {
  readonly #parts: McpServerParts;
  readonly #link: McpLink;
  #approval: McpApproval | null = null;
  #tools: readonly McpTool[] = [];
  #offered: ToolList | null = null;
  /** Of what it offered: what the owner was shown. */
  #shown: string | null = null;

  constructor(parts: McpServerParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#link = new McpLink({ ...parts, listed: (given) => this.#take(given) }, signal);
  }

  get name(): string {
    return this.#parts.settings.name;
  }

  /** What an earlier yes was about; null for none. */
  allow(approval: McpApproval | null): void {
    this.#approval = approval;
    this.#shown = null;
    this.#tools = toTools(this.name, approval);
    this.#parts.changed();
  }

  get state(): McpState {
    if (!this.#parts.settings.enabled) return 'off';
    if (!this.#isLaunchAllowed || this.#areToolsOther) return 'waiting';
    return this.#link.fault ? 'failed' : 'ready';
  }

  /** None while it waits for the owner's yes. One that failed is tried when it is needed. */
  get tools(): readonly McpTool[] {
    return this.#isUsable ? this.#tools : [];
  }

  /** As the owner sees it; from now on they have seen what it offers. */
  view(): McpServerView {
    const { command, url, env, headers } = launchOf(this.#parts.settings);
    this.#shown = this.#offered && marksOf(this.#offered);
    const tools = (this.#offered ?? this.#approval)?.tools ?? [];
    return {
      ...{ name: this.name, state: this.state, ...this.words, command, url },
      ...{ env: Object.keys(env), headers: Object.keys(headers) },
      approvedAt: this.#approval?.approvedAt ?? null,
      tools: tools.map(({ name, description }) => ({ name, description })),
      ...{ leftOut: this.#offered?.leftOut ?? [], changes: this.#changes() },
    };
  }

  /** Throws AppError. */
  async call(
    tool: string,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<McpResult> {
    if (!this.#isUsable) throw this.#notAllowed();
    const connection = await this.#link.use(signal);
    // It has told by now what it offers today.
    if (!this.#isUsable) throw this.#notAllowed();
    const result = await connection.call(tool, args, signal);
    this.#link.noteSuccess();
    return result;
  }

  /** The owner's yes. Throws AppError, and then nothing is allowed that was not. */
  async approve(signal: AbortSignal): Promise<McpServerView> {
    const { settings, approvals, clock } = this.#parts;
    if (!settings.enabled) throw this.#switchedOff();
    const launch = launchOf(settings);
    const isFirst = !this.#isLaunchAllowed;
    const seen = this.#shown;
    await this.#link.reset();
    await this.#link.look(signal);
    const list = this.#offered ?? { tools: [], leftOut: [] };
    // To tools that are other than those allowed the owner says yes when they have seen how.
    if (!isFirst && this.#areToolsOther && seen !== marksOf(list)) throw this.#notSeen();
    const approval = { server: this.name, launch, tools: list.tools, approvedAt: clock.now() };
    await approvals.saveMcpApproval(approval);
    this.allow(approval);
    return this.view();
  }

  /** False when there was no yes. It is ended at once. */
  async revoke(): Promise<boolean> {
    const was = await this.#parts.approvals.deleteMcpApproval({ server: this.name });
    this.#offered = null;
    this.allow(null);
    await this.#link.reset();
    return was;
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  #take(given: readonly unknown[]): void {
    this.#offered = readToolList(this.name, given);
    this.#parts.changed();
  }

  get #isUsable(): boolean {
    return this.state === 'ready' || this.state === 'failed';
  }

  get #isLaunchAllowed(): boolean {
    if (this.#approval === null) return false;
    return sameJson(this.#approval.launch, launchOf(this.#parts.settings));
  }

  get #areToolsOther(): boolean {
    if (this.#offered === null || this.#approval === null) return false;
    return marksOf(this.#offered) !== marksOf(this.#approval);
  }

  #changes(): readonly string[] {
    if (this.#approval === null) return [];
    const { launch, tools } = this.#approval;
    return [
      ...launchChanges(launch, launchOf(this.#parts.settings)),
      ...(this.#offered ? toolChanges(tools, this.#offered.tools) : []),
    ];
  }

  /** How it is, and what the owner can do. */
  get words(): { readonly detail: string; readonly remedy: string } {
    switch (this.state) {
      case 'off':
        return { detail: 'Switched off.', remedy: '' };
      case 'ready':
        return { detail: `Ready, with ${this.#tools.length} tools.`, remedy: '' };
      case 'failed':
        return { detail: this.#link.fault?.message ?? '', remedy: this.#link.fault?.remedy ?? '' };
      case 'waiting':
        return {
          detail: this.#whyWaiting(),
          remedy: `Look at it: npm run -s adjutant -- mcp; then allow it: npm run -s adjutant -- mcp approve ${this.name}`,
        };
    }
  }

  #whyWaiting(): string {
    if (this.#approval === null) return `The MCP server ${this.name} waits for your yes.`;
    const what = this.#isLaunchAllowed ? 'offers other tools than' : 'is started otherwise than';
    return `The MCP server ${this.name} ${what} you allowed.`;
  }

  #notAllowed(): RefusedError {
    return new RefusedError(
      'MCP_WAITING',
      `The MCP server ${this.name} is not used before the owner has allowed it, as it is now.`,
      'They see what it is with: npm run -s adjutant -- mcp',
    );
  }

  #switchedOff(): RefusedError {
    const remedy = 'Set enabled to true in mcp.servers, and start Adjutant anew.';
    return new RefusedError('MCP_OFF', `${this.name} is switched off.`, remedy);
  }

  #notSeen(): RefusedError {
    return new RefusedError(
      'MCP_CHANGED',
      `The tools of ${this.name} have changed, and you have not seen how.`,
      `See it: npm run -s adjutant -- mcp; then: npm run -s adjutant -- mcp approve ${this.name}`,
    );
  }
}

function toTools(server: string, approval: McpApproval | null): readonly McpTool[] {
  return (approval?.tools ?? []).flatMap(({ name, description, parameters }) => {
    // Read anew: what was kept may be what providers do not take.
    const read = readSchema(parameters);
    return 'fault' in read ? [] : [{ server, name, description, ...read }];
  });
}

function marksOf({ tools }: Pick<ToolList, 'tools'>): string {
  return tools.map(({ name, hash }) => `${name} ${hash}`).join('\n');
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
