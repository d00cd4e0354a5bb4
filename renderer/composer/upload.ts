import { uploadPieceBytes } from '../../shared/uploads.ts';
import type { Bridge } from '../bridge.ts';

export type UploadParts = {
  readonly request: Bridge['request'];
  /** Bytes that were taken. */
  readonly tell: (bytes: number) => void;
  readonly signal: AbortSignal;
};

/** Gives a file to the app, piece by piece. Resolves with its id there; rejects with an `AppError`, or when it is unreadable. */
export async function upload(file: Blob & { readonly name: string }, parts: UploadParts) {
  const { request, tell, signal } = parts;
  const { uploadId } = await request('upload:begin', { name: file.name, bytes: file.size });
  try {
    for (let at = 0; at < file.size;) {
      signal.throwIfAborted();
      const piece = await file.slice(at, at + uploadPieceBytes).arrayBuffer();
      const data = toBase64(new Uint8Array(piece));
      at = (await request('upload:append', { uploadId, at, data })).received;
      tell(at);
    }
    signal.throwIfAborted();
  } catch (error) {
    // What is left behind is forgotten there after a while.
    await request('upload:drop', { uploadId }).catch(() => {});
    throw error;
  }
  return uploadId;
}

/** Bytes as base64; in steps, because one call takes only so many arguments. */
export function toBase64(bytes: Uint8Array): string {
  const step = 0x8000;
  let text = '';
  for (let at = 0; at < bytes.length; at += step) {
    text += String.fromCharCode(...bytes.subarray(at, at + step));
  }
  return btoa(text);
}
