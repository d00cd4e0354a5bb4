import type { FromChild } from './child-messages.ts';

/** A message that is longer is not taken: no tool's answer needs it, and a model reads a fraction. */
export const maxLineBytes = 4 * 1024 * 1024;
/** A message has at least this: `{"jsonrpc":""}`. A shorter line costs nothing to throw away, however many come. */
const minLineBytes = 14;
/** So much that nobody asked for is no chatter any more. */
const floodBytes = 16 * 1024 * 1024;
/** Of a line that is too long, so much of its beginning and of its end is kept. */
const endChars = 200;
const listChanged = 'notifications/tools/list_changed';
/** Requests of the server are refused by the app; answering them without end would cost it. */
const maxRequests = 200;

/**
 * What a server writes on its standard output, sorted: answers to what it was asked, requests (to be refused), and the
 * news that its tools changed. Everything else is thrown away where it costs the app nothing.
 */
export class ServerOutput {
  readonly #asked = new Set<unknown>();
  #chunks: Buffer[] = [];
  #bytes = 0;
  #isTooLong = false;
  #unwanted = 0;
  #requests = 0;

  /** Whether it writes and writes what nobody asked for. */
  get isFlood(): boolean {
    return this.#unwanted > floodBytes;
  }

  /** What the app asks, so that its answer is known. */
  noteSent(line: string): void {
    const message = parse(line);
    if (message?.['id'] !== undefined && message['method'] !== undefined) {
      this.#asked.add(message['id']);
    }
  }

  *take(chunk: Buffer): Generator<FromChild> {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.#keep(chunk.subarray(start, end));
      start = end + 1;
      yield* this.#endLine();
    }
    this.#keep(chunk.subarray(start));
  }

  #keep(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#bytes += piece.length;
    this.#chunks.push(piece);
    if (this.#bytes <= maxLineBytes) return;
    this.#unwanted += piece.length;
    const all = Buffer.concat(this.#chunks);
    // Its beginning and its end tell which answer it would have been.
    this.#chunks = this.#isTooLong
      ? [all.subarray(0, endChars), all.subarray(endChars).subarray(-endChars)]
      : [all.subarray(0, endChars), all.subarray(-endChars)];
    this.#isTooLong = true;
  }

  *#endLine(): Generator<FromChild> {
    const bytes = this.#bytes;
    const line = Buffer.concat(this.#chunks).toString('utf8');
    const isTooLong = this.#isTooLong;
    this.#chunks = [];
    this.#bytes = 0;
    this.#isTooLong = false;
    if (isTooLong) {
      const id = idOf(line);
      if (id !== null && this.#asked.delete(id)) this.#unwanted = 0;
      yield { type: 'oversized', id };
    } else if (bytes >= minLineBytes && this.#isWanted(parse(line))) {
      this.#unwanted = 0;
      yield { type: 'line', line };
    } else {
      this.#unwanted += bytes + 1;
    }
  }

  #isWanted(message: Readonly<Record<string, unknown>> | null): boolean {
    if (message === null) return false;
    const { id, method } = message;
    if (method === undefined) return this.#asked.delete(id);
    if (id === undefined) return method === listChanged && (this.#requests += 1) <= maxRequests;
    return (this.#requests += 1) <= maxRequests;
  }
}

function parse(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    const isMessage = typeof value === 'object' && value !== null && 'jsonrpc' in value;
    return isMessage ? { ...value } : null;
  } catch {
    // What is no JSON was meant for people.
    return null;
  }
}

/** The id stands before the answer or behind it. */
function idOf(ends: string): number | string | null {
  const found =
    /^\s*\{(?:"jsonrpc":\s*"2\.0",\s*)?"id":\s*(?<id>\d{1,15})\b/u.exec(ends) ??
    /"id":\s*(?<id>\d{1,15})\s*(?:,"jsonrpc":\s*"2\.0"\s*)?\}\s*$/u.exec(ends);
  const id = found?.groups?.['id'];
  return id === undefined ? null : Number(id);
}
