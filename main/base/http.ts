import { isAbort, NetworkError, ProtocolError } from '../../shared/errors.ts';
import type { AppError, AuthError } from '../../shared/errors.ts';
import { proxyFaultIn } from './proxy-blame.ts';

export type HttpRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole exchange, the answer's body included. */
  readonly timeoutMs: number;
  /** Of the answer (20 MB). */
  readonly maxBytes?: number;
  readonly signal: AbortSignal;
};

/** As `HttpRequest`, with bytes that are streamed, so that a large file is not held in memory. */
export type HttpUpload = Omit<HttpRequest, 'body'> & { readonly body: Blob };

export type HttpAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
};

/** A larger answer is not read on: no service that we use has a reason to send one. */
const maxAnswerBytes = 20 * 1024 * 1024;

/** The other end is not who it should be: the connection ended before the request was written. */
const untrusted = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Failures before a connection stood: the request surely did not arrive. */
const notArrived = new Set([
  ...untrusted,
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** As `HttpAnswer`, for what is no text. */
export type HttpBytes = Omit<HttpAnswer, 'text'> & { readonly bytes: Buffer };

/** One exchange, as `httpBytes`, whose answer is text. */
export async function httpRequest(request: HttpRequest | HttpUpload): Promise<HttpAnswer> {
  const { bytes, ...answer } = await httpBytes(request);
  return { ...answer, text: bytes.toString('utf8') };
}

/**
 * One exchange; any status is an answer. Redirects are not followed, so that a key never crosses one.
 * Throws NetworkError, which tells whether the request may have arrived, or AuthError of a proxy: then it did not.
 */
export async function httpBytes(request: HttpRequest | HttpUpload): Promise<HttpBytes> {
  const { method, url, headers, body, timeoutMs, maxBytes = maxAnswerBytes, signal } = request;
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await fetch(url, {
      method,
      headers: { ...headers },
      redirect: 'manual',
      signal: AbortSignal.any([signal, limit]),
      ...(body === undefined ? {} : { body }),
    });
    const bytes = await readBytes(answer, maxBytes);
    return { status: answer.status, headers: answer.headers, bytes };
  } catch (error) {
    if (signal.aborted || error instanceof ProtocolError) throw error;
    throw toNetworkError(error);
  }
}

async function readBytes(answer: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) {
      throw new ProtocolError(
        'ANSWER_TOO_LARGE',
        'The service sent an answer that is far too large.',
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * A failed request as NetworkError, with a sentence that names the cause; a proxy tells for itself. `wasBegun` is false
 * where surely no byte of it was written.
 */
export function toNetworkError(error: unknown, wasBegun = true): AuthError | NetworkError {
  if (isAbort(error) || (error instanceof Error && error.name === 'TimeoutError')) {
    return new NetworkError('TIMEOUT', 'The service did not answer in time.', {
      ...{ cause: error, mayHaveArrived: wasBegun },
    });
  }
  const ofProxy = proxyFaultIn(error);
  if (ofProxy) return ofProxy;
  const code = findCode(error);
  return new NetworkError(code ?? 'NETWORK', toSentence(code), {
    cause: error,
    mayHaveArrived: wasBegun && (code === null || !notArrived.has(code)),
    remedy: 'Check the network; Adjutant goes on trying by itself.',
  });
}

/** `fetch` hides the system's code in a chain of causes, several of them for several addresses. */
function findCode(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at instanceof AggregateError && at.errors[0]) return findCode(at.errors[0]);
  }
  return null;
}

/** Whether a failure is that the certificate of the other end is not trusted. */
export function isUntrusted({ code }: Pick<AppError, 'code'>): boolean {
  return untrusted.has(code);
}

function toSentence(code: string | null): string {
  if (code === 'ECONNREFUSED') return 'Nothing answers at its address.';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'Its name could not be found.';
  if (code !== null && untrusted.has(code)) return 'Its certificate is not trusted.';
  return 'The connection failed.';
}
