import type { Readable } from 'node:stream';
import { z } from 'zod';

/** The 32-bit number that opens every stream of a session. */
export const streamType = {
  auth: 0,
  bind: 1,
  unbind: 2,
  proxy: 3,
  restart: 4,
  stop: 5,
  update: 6,
  stopTunnel: 9,
  heartbeat: 0xff_ff_ff_ff,
} as const;

/** How the edge says no: a code such as `ERR_NGROK_107`, and words. */
export type Refusal = { readonly code: string; readonly message: string };

/** An agent's Auth request; the heartbeat times are nanoseconds. */
export const authRequestSchema = z.looseObject({
  Version: z.array(z.string()),
  ClientId: z.string(),
  Extra: z.looseObject({
    AuthToken: z.string(),
    UserAgent: z.string(),
    HeartbeatInterval: z.number(),
    HeartbeatTolerance: z.number(),
  }),
});
export type AuthRequest = z.infer<typeof authRequestSchema>;

/** A Bind request; `Id` is empty for a new endpoint. */
export const bindRequestSchema = z.looseObject({
  Id: z.string(),
  Proto: z.enum(['http', 'https']),
  ForwardsTo: z.string(),
  Opts: z.looseObject({ Domain: z.string().optional(), Hostname: z.string().optional() }),
  Extra: z.looseObject({ Token: z.string(), Metadata: z.string() }),
});
export type BindRequest = z.infer<typeof bindRequestSchema>;

/** An Unbind request. */
export const unbindRequestSchema = z.looseObject({ Id: z.string() });

/** A command's answer; the text is empty where the agent obeys. */
export const commandAnswerSchema = z.looseObject({ Error: z.string().optional() });

const MAX_REQUEST_BYTES = 1024 * 1024;

/** An error as agents get it: the text, then its code on a line of its own. */
export function refusalAnswer({ code, message }: Refusal): { readonly Error: string } {
  return { Error: `${message}\n\n${code}` };
}

/** The type that opens a stream, and the JSON value of its call, if it has one. */
export function streamHead(type: number, payload?: unknown): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(type);
  if (payload === undefined) return head;
  return Buffer.concat([head, Buffer.from(JSON.stringify(payload))]);
}

/** Opens a stream that carries one visitor's connection. */
export function proxyHead(header: object): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigInt64LE(BigInt(json.length));
  return Buffer.concat([streamHead(streamType.proxy), length, json]);
}

/** Reads one JSON value. The agent keeps its side open after a request, so the value ends where it parses. */
export async function readJson(stream: Readable): Promise<unknown> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('a stream of bytes is wanted');
    bytes = Buffer.concat([bytes, chunk]);
    const value = parseJson(bytes);
    if (value !== undefined) return value;
    if (bytes.length > MAX_REQUEST_BYTES) throw new Error('request too large');
  }
  throw new Error('stream ended before a whole JSON value');
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // Not whole yet.
    return undefined;
  }
}

/** Reads exactly `size` bytes and leaves the rest in the stream. */
export function readBytes(stream: Readable, size: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const attempt = (): void => {
      const bytes: unknown = stream.read(size);
      if (bytes === null) return;
      stop();
      if (Buffer.isBuffer(bytes) && bytes.length === size) resolve(bytes);
      else reject(new Error('stream ended early'));
    };
    const onEnd = (): void => {
      stop();
      reject(new Error('stream ended early'));
    };
    const stop = (): void => {
      stream.off('readable', attempt);
      stream.off('end', onEnd);
      stream.off('error', reject);
    };
    stream.on('readable', attempt);
    stream.once('end', onEnd);
    stream.once('error', reject);
    attempt();
  });
}
