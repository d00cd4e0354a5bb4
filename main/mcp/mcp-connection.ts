import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CallToolResultSchema,
  ErrorCode,
  ListToolsResultSchema,
  McpError,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import {
  AppError,
  AuthError,
  NetworkError,
  ProtocolError,
  RemoteError,
} from '../../shared/errors.ts';
import { withinLimit } from '../base/abort.ts';
import { systemClock } from '../base/clock.ts';
import { toNetworkError } from '../base/http.ts';
import { remedyFor } from '../base/proxy-blame.ts';
import { cleanLine } from '../base/clean-text.ts';
import type { McpConnection, McpListener, McpResult } from './ports.ts';
import { resultText } from './result-text.ts';

export type McpConnectionParts = {
  readonly name: string;
  readonly version: string;
  readonly transport: Transport & { readonly fault?: AppError | null };
  readonly listener: McpListener;
};

/** Times in milliseconds. */
const openMs = 10_000;
const listMs = 10_000;
const callMs = 28_000;
const maxPages = 10;

/**
 * Signs in to a server by the official client. Nothing is offered to it: what a server asks of us (models, questions to
 * the owner, folders) is refused by the client, because there is no such capability.
 */
export async function openMcpConnection(
  { name, version, transport, listener }: McpConnectionParts,
  signal: AbortSignal,
): Promise<McpConnection> {
  const client = new Client({ name: 'Adjutant', version }, { capabilities: {} });
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => listener.toolsChanged());
  client.onclose = listener.ended;
  // What is wrong with an answer is told to whoever waits for it.
  client.onerror = () => {};
  const asked = <T>(doing: Promise<T>, aborted: AbortSignal): Promise<T> =>
    doing.catch((error: unknown) => {
      aborted.throwIfAborted();
      throw transport.fault ?? toAppError(name, error);
    });
  const open = (either: AbortSignal): Promise<void> =>
    client.connect(transport, { signal: either, timeout: openMs });
  // The client's own limit is for the first answer alone: a server may leave it hanging after that as well.
  const limit = { clock: systemClock, ms: openMs, late: () => tooSlow(name) };
  try {
    await asked(withinLimit(open, limit, signal), signal);
  } catch (error) {
    await client.close();
    throw error;
  }
  return {
    listTools: (aborted) => asked(listTools(client, aborted), aborted),
    call: (tool, args, aborted) => asked(callTool(client, { tool, args }, aborted), aborted),
    close: () => client.close(),
  };
}

async function listTools(client: Client, signal: AbortSignal): Promise<readonly unknown[]> {
  const tools: unknown[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const params = cursor === undefined ? {} : { cursor };
    const options = { signal, timeout: listMs };
    // Not by the client's own method: that one makes programs of the server's schemas.
    const found = await client.request(
      { method: 'tools/list', params },
      ListToolsResultSchema,
      options,
    );
    tools.push(...found.tools);
    cursor = found.nextCursor;
    if (cursor === undefined) break;
  }
  return tools;
}

async function callTool(
  client: Client,
  { tool, args }: { readonly tool: string; readonly args: Readonly<Record<string, unknown>> },
  signal: AbortSignal,
): Promise<McpResult> {
  try {
    const params = { name: tool, arguments: { ...args } };
    const options = { signal, timeout: callMs, resetTimeoutOnProgress: false };
    return resultText(
      await client.request({ method: 'tools/call', params }, CallToolResultSchema, options),
    );
  } catch (error) {
    // An error that the server itself tells: its words, and as such data.
    if (error instanceof McpError && !ours.has(error.code)) {
      return { text: cleanLine(error.message, 2000), isError: true };
    }
    throw error;
  }
}

const ours = new Set<number>([ErrorCode.ConnectionClosed, ErrorCode.RequestTimeout]);

function toAppError(name: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof McpError) return toMcpError(name, error);
  if (!(error instanceof Error)) return unreadable(name, error);
  const status = 'code' in error ? Number(error.code) : Number.NaN;
  if (status >= 400 && status < 600) return toStatusError(name, status);
  // What the server says is rejected by the client's schemas, or is no JSON at all.
  if (error.name.endsWith('ZodError') || error instanceof SyntaxError) {
    return unreadable(name, error);
  }
  const told = toNetworkError(error);
  if (told instanceof AuthError) return told;
  const { code, message, mayHaveArrived } = told;
  return new NetworkError(code, `The MCP server ${name} cannot be reached. ${message}`, {
    ...{ cause: error, mayHaveArrived },
    remedy: remedyFor(error, 'Check its address in mcp.servers.'),
  });
}

function toStatusError(name: string, status: number): AppError {
  if (status === 401 || status === 403) {
    return new AuthError('MCP_REFUSED', `The MCP server ${name} does not take its key.`, {
      remedy: 'Check its headers in mcp.servers and its secrets.',
    });
  }
  const sentence = `The MCP server ${name} answered with status ${status}.`;
  return new RemoteError('MCP_STATUS', sentence, { status });
}

function toMcpError(name: string, error: McpError): AppError {
  if (error.code === ErrorCode.RequestTimeout) {
    return tooSlow(name, error);
  }
  if (error.code === ErrorCode.ConnectionClosed) {
    return new NetworkError('MCP_ENDED', `The MCP server ${name} has ended.`, {
      ...{ cause: error, remedy: 'It is started anew when it is needed again.' },
    });
  }
  return unreadable(name, error);
}

function tooSlow(name: string, cause?: unknown): NetworkError {
  return new NetworkError('TIMEOUT', `The MCP server ${name} did not answer in time.`, {
    ...{ cause, remedy: 'Try it again later.' },
  });
}

function unreadable(name: string, cause: unknown): ProtocolError {
  return new ProtocolError(
    'MCP_UNREADABLE',
    `The MCP server ${name} does not answer as it should.`,
    {
      ...{ cause, remedy: 'Look whether it is of a version that speaks MCP.' },
    },
  );
}
