const HEADER_BYTES = 8;
const ID_MASK = 0x7f_ff_ff_ff;

/** The kinds of frame, as they are on the wire. */
export const frameType = { reset: 0, data: 1, windowIncrement: 2, goAway: 3 } as const;

/** The flags of a data frame: the first of a stream carries `syn`, the last from each side `fin`. */
export const frameFlag = { fin: 0b0001, syn: 0b0010 } as const;

/** The window both ends assume, in bytes; the protocol has no way to negotiate another. */
export const windowBytes = 256 * 1024;

/** Concurrent streams the SDK allows. One more makes it drop the whole session. */
export const maxStreams = 512;

/** The longest body a frame can have: its length has 24 bits. */
export const maxBodyBytes = 0xff_ff_ff;

/** The error codes of resets and goodbyes that this edge uses. */
export const muxadoCode = {
  none: 0,
  protocol: 1,
  streamClosed: 4,
  streamRefused: 5,
  sessionClosed: 14,
} as const;

/** A stream or session ended by the other side, or by a fault. */
export class MuxadoError extends Error {
  readonly code: number;

  constructor(message: string, code: number) {
    super(message);
    this.name = 'MuxadoError';
    this.code = code;
  }
}

/** One frame: `type` and `flags` as numbers of four bits, stream 0 is the session itself. */
export type Frame = {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly body: Buffer;
};

/** The eight bytes before a frame's body. */
export function frameHeader(frame: Frame): Buffer {
  const header = Buffer.allocUnsafe(HEADER_BYTES);
  header.writeUInt32BE(frame.body.length * 0x100 + ((frame.type << 4) | frame.flags), 0);
  header.writeUInt32BE(frame.streamId, 4);
  return header;
}

/** A 32-bit number as the body of a frame. */
export function numberBody(value: number): Buffer {
  const body = Buffer.alloc(4);
  body.writeUInt32BE(value);
  return body;
}

/** Takes whole frames off the front of `bytes`; `rest` is the beginning of the next one. */
export function readFrames(bytes: Buffer): {
  readonly frames: readonly Frame[];
  readonly rest: Buffer;
} {
  const frames: Frame[] = [];
  let rest = bytes;
  while (rest.length >= HEADER_BYTES) {
    const word = rest.readUInt32BE(0);
    const end = HEADER_BYTES + (word >>> 8);
    if (rest.length < end) break;
    frames.push({
      type: (word >>> 4) & 0xf,
      flags: word & 0xf,
      streamId: rest.readUInt32BE(4) & ID_MASK,
      body: rest.subarray(HEADER_BYTES, end),
    });
    rest = rest.subarray(end);
  }
  return { frames, rest };
}
