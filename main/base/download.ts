import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { AppError, RefusedError, RemoteError } from '../../shared/errors.ts';
import { toNetworkError } from './http.ts';
import { newId } from './ids.ts';

export type Download = {
  readonly url: string;
  /** Of the file that is made; what stands there is replaced. */
  readonly path: string;
  readonly maxBytes: number;
  /** For the whole exchange. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
};

/**
 * Fetches an address into a file, readable by its owner only (0600), whole and durable or not at all. Sends no
 * credentials and follows no redirect. Returns the number of bytes. Throws AppError.
 */
export async function downloadFile(download: Download): Promise<number> {
  const { path, signal } = download;
  const temporary = `${path}.${newId()}.part`;
  // A failing disk is no failing network: so the file is made before anything is asked.
  const file = await open(temporary, 'wx', 0o600);
  try {
    const bytes = await fetchAndClose(file, download);
    await rename(temporary, path);
    return bytes;
  } catch (error) {
    await rm(temporary, { force: true });
    if (signal.aborted || error instanceof AppError || isOfDisk(error)) throw error;
    throw toNetworkError(error);
  }
}

async function fetchAndClose(file: FileHandle, download: Download): Promise<number> {
  try {
    return await fetchInto(file, download);
  } finally {
    await file.close();
  }
}

async function fetchInto(file: FileHandle, download: Download): Promise<number> {
  const { url, maxBytes, timeoutMs, signal } = download;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const answer = await fetch(url, { redirect: 'manual', signal: limited });
  if (answer.status !== 200) {
    await answer.body?.cancel();
    const { status } = answer;
    throw new RemoteError('FILE_REFUSED', `The storage answered ${status}.`, { status });
  }
  let bytes = 0;
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    await file.writeFile(chunk);
  }
  await file.sync();
  return bytes;
}

function tooLarge(maxBytes: number): RefusedError {
  const limit = Math.floor(maxBytes / 1024 / 1024);
  return new RefusedError('FILE_TOO_LARGE', `The file is larger than ${limit} MB.`);
}

/** A full disk, say: then the system's own error is the outermost one, and `fetch` has none such. */
function isOfDisk(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
