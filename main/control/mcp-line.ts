import type { ControlArgs } from './contract.ts';
import { UsageError } from './usage-error.ts';

type McpRequest =
  | { readonly command: 'mcp'; readonly args: ControlArgs<'mcp'> }
  | { readonly command: 'mcp-approve'; readonly args: ControlArgs<'mcp-approve'> }
  | { readonly command: 'mcp-revoke'; readonly args: ControlArgs<'mcp-revoke'> };

/** `mcp`, `mcp approve NAME`, `mcp revoke NAME`. Throws UsageError. */
export function toMcpRequest([action, name, ...rest]: readonly string[]): McpRequest {
  if (action === undefined) return { command: 'mcp', args: {} };
  if (name && rest.length === 0 && action === 'approve') {
    return { command: 'mcp-approve', args: { name } };
  }
  if (name && rest.length === 0 && action === 'revoke') {
    return { command: 'mcp-revoke', args: { name } };
  }
  throw new UsageError('Use: mcp, mcp approve NAME, or mcp revoke NAME.');
}
