import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { RefusedError } from '../../../shared/errors.ts';
import { mediaTypeOf } from './media-types.ts';

/** More than the agent may take, so that this can be practised, too. */
const maxFileBytes = 50 * 1024 * 1024;

export type IncomingFile = {
  readonly filename: string;
  readonly mimeType: string;
  readonly content: Buffer;
};

/** The files that a practice person sends. Rejects with RefusedError when one cannot be sent, before any is. */
export function readIncomingFiles(paths: readonly string[]): Promise<readonly IncomingFile[]> {
  return Promise.all(paths.map(readIncomingFile));
}

async function readIncomingFile(path: string): Promise<IncomingFile> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) throw refused(`There is no file ${path}.`);
  if (found.size > maxFileBytes) throw refused(`${path} is larger than 50 MB.`);
  try {
    const content = await readFile(path);
    return { filename: basename(path), mimeType: mediaTypeOf(path), content };
  } catch (cause) {
    throw refused(`${path} cannot be read.`, cause);
  }
}

function refused(sentence: string, cause?: unknown): RefusedError {
  const error = new RefusedError('REHEARSAL_FILE', sentence);
  error.cause = cause;
  return error;
}
