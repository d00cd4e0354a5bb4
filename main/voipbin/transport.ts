import { readFile } from 'node:fs/promises';
import { getCACertificates } from 'node:tls';
import { AppError, ProtocolError, SettingsError } from '../../shared/errors.ts';
import { untilAborted } from '../base/abort.ts';
import type { HttpAnswer, HttpRequest } from '../base/http.ts';
import { toNetworkError } from '../base/http.ts';
import type { Proxies } from '../base/proxy.ts';
import type { Begun, HttpAgent } from './http-agent.ts';

export type TransportOptions = {
  /** PEM file of an extra CA, for a self-hosted service; null for the system's alone. */
  readonly caFile: string | null;
  /** Null: everything is reached straight. */
  readonly proxies: Proxies | null;
};

/** No answer of the API comes near it. */
const maxAnswerBytes = 8 * 1024 * 1024;

/**
 * HTTP with connections that stay warm between the words of a call, and with an extra CA. Cookie-less, because a
 * stale `token` cookie would outrank every key (VoIPBIN); redirects are not followed, so that no key crosses one.
 */
export class Transport {
  readonly #options: TransportOptions;
  #agent: Promise<HttpAgent> | null = null;
  #ca: Promise<readonly string[] | null> | null = null;
  #isClosed = false;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** The trusted authorities, or null for the system's. Throws SettingsError when the file cannot be read. */
  async authorities(): Promise<readonly string[] | null> {
    const { caFile } = this.#options;
    if (caFile === null) return null;
    this.#ca ??= readAuthorities(caFile);
    try {
      return await this.#ca;
    } catch (error) {
      // A file that is put there later is found by the next attempt.
      this.#ca = null;
      throw error;
    }
  }

  /** How the service is reached, for its sockets. */
  get proxies(): Proxies | null {
    return this.#options.proxies;
  }

  /** Any status is an answer. Throws NetworkError, which tells whether the request may have arrived. */
  async exchange(request: HttpRequest): Promise<HttpAnswer> {
    const { timeoutMs, signal } = request;
    const ends = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const begun: Begun = { isSo: false, ends };
    const agent = await this.#open();
    try {
      const asked = agent.ask(request, begun);
      // undici itself tells of an end only when a way stands.
      const answer = await untilAborted(asked, ends);
      const text = await readText(answer.body);
      return { status: answer.statusCode, headers: toHeaders(answer.headers), text };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw error instanceof AppError ? error : toNetworkError(error, begun.isSo);
    }
  }

  /** The machine slept: kept connections are not to be trusted; what is under way goes on if it can. */
  renew(): void {
    const agent = this.#agent;
    this.#agent = null;
    // It closes when its last answer has come, or its last request has timed out.
    void agent?.then((opened) => opened.close()).catch(() => null);
  }

  /** Idempotent; what is under way is given up. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const agent = this.#agent;
    this.#agent = null;
    // A pool that never opened has nothing to close.
    await agent?.then((opened) => opened.destroy()).catch(() => null);
  }

  #open(): Promise<HttpAgent> {
    if (this.#isClosed) return Promise.reject(new DOMException('closed', 'AbortError'));
    this.#agent ??= this.#newAgent().catch((error: unknown) => {
      this.#agent = null;
      throw error;
    });
    return this.#agent;
  }

  async #newAgent(): Promise<HttpAgent> {
    const [ca, { HttpAgent }] = await Promise.all([this.authorities(), import('./http-agent.ts')]);
    return new HttpAgent(ca, this.proxies);
  }
}

/** The extra authority is added to the usual ones: an own CA must not make the public ones unknown. */
async function readAuthorities(caFile: string): Promise<readonly string[]> {
  let pem = '';
  try {
    pem = await readFile(caFile, 'utf8');
  } catch {
    // Told below, like a file of the wrong kind.
  }
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new SettingsError(
      'VOIPBIN_CA_FILE',
      'The CA file for VoIPBIN cannot be read, or holds no certificate.',
      'Set voipbin.caFile to a PEM file with the certificate of your VoIPBIN’s authority.',
    );
  }
  return [...getCACertificates('default'), pem];
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxAnswerBytes) {
      throw new ProtocolError('VOIPBIN_ANSWER_TOO_LARGE', 'VoIPBIN sent far too large an answer.');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function toHeaders(told: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(told)) {
    // Cookies are not ours to keep.
    if (value === undefined || name === 'set-cookie') continue;
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
  }
  return headers;
}
