import type { ConnectionState } from '../../shared/connection.ts';
import type { Check } from './check.ts';
import { badState, good, off } from './outcome.ts';

/** How the MCP servers stand; null where Adjutant does not run, so that nobody knows. */
export type McpPort = { readonly servers: number; readonly state: (() => ConnectionState) | null };

/** Whether one waits for a yes or was not there when it was needed. None is started to find out. */
export function checkMcp({ servers, state }: McpPort): Check {
  return {
    hop: 'mcp',
    after: null,
    look: async () => {
      if (servers === 0) return off('No MCP server is set up.');
      if (state === null) return off('MCP servers are looked at while Adjutant runs.');
      const now = state();
      if (now.status === 'refused' || now.status === 'failed') return badState(now);
      return good(now.detail);
    },
  };
}
