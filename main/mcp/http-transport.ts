import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ProtocolError } from '../../shared/errors.ts';
import { maxLineBytes } from './server-output.ts';

/** A server at an address. What is sent along never crosses a redirect. */
export function openHttpTransport(
  url: string,
  headers: Readonly<Record<string, string>>,
): StreamableHTTPClientTransport {
  return new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { ...headers } },
    fetch: limitedFetch,
    // Ours decides, and follows none.
    redirectPolicy: 'follow',
    reconnectionOptions: {
      ...{ initialReconnectionDelay: 1000, maxReconnectionDelay: 30_000 },
      ...{ reconnectionDelayGrowFactor: 2, maxRetries: 5 },
    },
  });
}

type Fetched = Parameters<typeof fetch>;

async function limitedFetch(url: Fetched[0], init?: Fetched[1]): Promise<Response> {
  const answer = await fetch(url, { ...init, redirect: 'manual' });
  if (answer.status >= 300 && answer.status < 400) {
    await answer.body?.cancel();
    throw new ProtocolError('MCP_REDIRECT', 'The MCP server sends on to another address.', {
      remedy: 'Set its url in mcp.servers to where it is.',
    });
  }
  if (!answer.body) return answer;
  const { status, statusText, headers } = answer;
  return new Response(answer.body.pipeThrough(limit()), { status, statusText, headers });
}

/** Ends an answer, or one event of a stream, that is too large. */
function limit(): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform: (chunk, controller) => {
      // An empty line ends an event.
      const at = Math.max(endOf(chunk, [10, 10]), endOf(chunk, [10, 13, 10]));
      bytes = at < 0 ? bytes + chunk.byteLength : chunk.byteLength - at;
      if (bytes > maxLineBytes) controller.error(tooLarge());
      else controller.enqueue(chunk);
    },
  });
}

function endOf(chunk: Uint8Array, mark: readonly number[]): number {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).lastIndexOf(
    Buffer.from(mark),
  );
}

function tooLarge(): ProtocolError {
  return new ProtocolError('MCP_TOO_LARGE', 'The answer is larger than 4 MB.');
}
