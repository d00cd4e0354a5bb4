import { setTimeout as wait } from 'node:timers/promises';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ProtocolError } from '../../shared/errors.ts';
import { countLines, Pace } from './pace.ts';
import { maxLineBytes } from './server-output.ts';

/** A server decides how soon its news are asked for again, but not more often than this, in milliseconds. */
const betweenListensMs = 1000;
/** So much of a stream at once holds nobody up. */
const sliceBytes = 4096;

/** A server at an address. What is sent along never crosses a redirect. */
export function openHttpTransport(
  url: string,
  headers: Readonly<Record<string, string>>,
): StreamableHTTPClientTransport {
  return new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { ...headers } },
    fetch: pacedFetch(),
    // Ours decides, and follows none.
    redirectPolicy: 'follow',
    reconnectionOptions: {
      ...{ initialReconnectionDelay: 1000, maxReconnectionDelay: 30_000 },
      ...{ reconnectionDelayGrowFactor: 2, maxRetries: 5 },
    },
  });
}

type Fetched = Parameters<typeof fetch>;

/** Listening for news of a server, which it may end at once and ask for anew, keeps a distance. */
function pacedFetch(): typeof limitedFetch {
  let listenFrom = -Infinity;
  return async (url, init) => {
    if (init?.method !== 'GET') return limitedFetch(url, init);
    const now = performance.now();
    const waitMs = Math.max(0, listenFrom - now);
    listenFrom = now + waitMs + betweenListensMs;
    const { signal } = init;
    if (waitMs > 0) await wait(waitMs, undefined, { ref: false, ...(signal && { signal }) });
    return limitedFetch(url, init);
  };
}

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
  const isStream = headers.get('content-type')?.includes('text/event-stream') ?? false;
  const limited = answer.body.pipeThrough(limit(isStream ? new Pace() : null));
  return new Response(limited, { status, statusText, headers });
}

/** Ends an answer, or one event of a stream, that is too large; reads a stream at a pace. */
function limit(pace: Pace | null): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform: async (chunk, controller) => {
      // An empty line ends an event.
      const at = Math.max(endOf(chunk, [10, 10]), endOf(chunk, [10, 13, 10]));
      bytes = at < 0 ? bytes + chunk.byteLength : chunk.byteLength - at;
      if (bytes > maxLineBytes) return controller.error(tooLarge());
      if (pace === null) return controller.enqueue(chunk);
      for (let start = 0; start < chunk.byteLength; start += sliceBytes) {
        const slice = chunk.subarray(start, start + sliceBytes);
        controller.enqueue(slice);
        const waitMs = pace.after(countLines(slice), performance.now());
        if (waitMs > 0) await wait(waitMs, undefined, { ref: false });
      }
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
