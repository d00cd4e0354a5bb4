import type { z } from 'zod';

/** A tool of an MCP server that the owner has approved. All words in it are the server's. */
export type McpTool = {
  readonly server: string;
  readonly name: string;
  readonly description: string;
  /** JSON schema of an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The same, to check arguments against. */
  readonly schema: z.ZodType<Record<string, unknown>>;
};

/** The approved servers with what they offer; nothing of it waits for a server. */
export interface McpTools {
  /** The same list until it changes. */
  tools(): readonly McpTool[];
  /** Throws AppError with a sentence that says why it was not done. */
  call(
    which: Pick<McpTool, 'server' | 'name'>,
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<{ readonly text: string; readonly isError: boolean }>;
}
