/** An error is no longer than this; of anything else that is not a stream so much tells what it is. In bytes. */
const maxBytes = 65_536;

/**
 * Some servers and gateways tell an error with a status of success, as JSON in the place of the stream that was asked
 * for. It is given the status that it should have had.
 */
export async function unmasked(answer: Response): Promise<Response> {
  const { headers, body } = answer;
  const isJson = headers.get('content-type')?.includes('json') ?? false;
  if (!answer.ok || !isJson || body === null) return answer;
  const text = await beginningOf(body);
  return new Response(text, { status: statusIn(text) ?? answer.status, headers });
}

async function beginningOf(body: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > maxBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, maxBytes);
}

/** Null where it tells of no error. */
function statusIn(text: string): number | null {
  const told = parse(text);
  if (!isRecord(told) || !('error' in told) || told['error'] === null) return null;
  const { error } = told;
  const code = isRecord(error) ? Number(error['code'] ?? error['status']) : Number.NaN;
  return code >= 400 && code < 600 ? code : 400;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The SDK says so.
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
