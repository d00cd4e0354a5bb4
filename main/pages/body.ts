import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, constants } from 'node:zlib';
import { NetworkError, ProtocolError } from '../../shared/errors.ts';

export type BodyLimits = {
  /** As it comes over the network. */
  readonly wireBytes: number;
  /** After it was unpacked. */
  readonly plainBytes: number;
};

export type Body = {
  readonly bytes: Uint8Array;
  /** False when there was more than the limits allow: the rest was not fetched. */
  readonly isWhole: boolean;
};

/** The body of an answer, unpacked, as far as the limits go. Throws ProtocolError or NetworkError. */
export async function readBody(answer: IncomingMessage, limits: BodyLimits): Promise<Body> {
  const unpack = unpackerFor(answer.headers['content-encoding']);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let plain = 0;
    let wire = 0;
    const source = unpack ?? answer;
    const finish = (isWhole: boolean): void => {
      resolve({ bytes: Buffer.concat(chunks).subarray(0, limits.plainBytes), isWhole });
      answer.destroy();
      unpack?.destroy();
    };
    source.on('data', (chunk: Buffer) => {
      plain += chunk.length;
      chunks.push(chunk);
      if (plain > limits.plainBytes) finish(false);
    });
    answer.on('data', (chunk: Buffer) => {
      wire += chunk.length;
      if (wire > limits.wireBytes) finish(false);
    });
    source.once('end', () => finish(true));
    answer.once('error', (cause) => reject(brokenOff(cause)));
    answer.once('close', () => {
      // Settled before, where the body came to its end.
      if (!answer.complete) reject(brokenOff());
    });
    unpack?.once('error', (cause) => reject(notUnpacked(cause)));
    if (unpack) answer.pipe(unpack);
  });
}

/** Null where there is nothing to unpack. Packed twice is nothing that a page needs. */
function unpackerFor(encoding: string | undefined): Transform | null {
  const name = (encoding ?? '').trim().toLowerCase();
  if (name === '' || name === 'identity') return null;
  // A body that was cut short gives what there is of it.
  if (name === 'gzip' || name === 'x-gzip') {
    return createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  }
  if (name === 'deflate') return createInflate({ finishFlush: constants.Z_SYNC_FLUSH });
  if (name === 'br') return createBrotliDecompress();
  throw new ProtocolError('PAGE_PACKED', 'The page is packed in a way that is not known here.');
}

function brokenOff(cause?: unknown): NetworkError {
  return new NetworkError('PAGE_BROKEN_OFF', 'The connection broke off in the midst of the page.', {
    cause,
    remedy: 'Try it again later.',
  });
}

function notUnpacked(cause: unknown): ProtocolError {
  return new ProtocolError('PAGE_PACKED', 'The page cannot be unpacked.', { cause });
}
