import type { McpServerSettings } from '../../shared/mcp.ts';

/** What is started or connected to, as far as a yes is about it; values of variables as hashes. */
export type McpLaunch = {
  readonly command: readonly string[];
  readonly url: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
};

/** A tool as it is offered: cleaned and within limits. */
export type McpToolDefinition = {
  readonly name: string;
  readonly description: string;
  /** JSON schema of an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Of what the server said of it, to the letter. */
  readonly hash: string;
};

export type McpApproval = {
  readonly server: string;
  readonly launch: McpLaunch;
  readonly tools: readonly McpToolDefinition[];
  /** Epoch ms. */
  readonly approvedAt: number;
};

/** What the owner said yes to. */
export interface McpApprovals {
  mcpApprovals(): Promise<readonly McpApproval[]>;
  /** In the place of the one before. */
  saveMcpApproval(approval: McpApproval): Promise<null>;
  /** False when there was none. */
  deleteMcpApproval(which: { readonly server: string }): Promise<boolean>;
}

export type McpResult = { readonly text: string; readonly isError: boolean };

/** A server that is up. */
export interface McpConnection {
  /** Everything that it offers, as it says it. */
  listTools(signal: AbortSignal): Promise<readonly unknown[]>;
  call(
    tool: string,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<McpResult>;
  close(): Promise<void>;
}

/** What a connection tells unasked. */
export type McpListener = {
  readonly toolsChanged: () => void;
  /** Once, also after `close`. */
  readonly ended: () => void;
};

/** Opens a connection to a server. Rejects with AppError, or with the signal's reason. */
export type ConnectMcp = (
  server: McpServerSettings,
  listener: McpListener,
  signal: AbortSignal,
) => Promise<McpConnection>;
