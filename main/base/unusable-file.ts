import { RefusedError } from '../../shared/errors.ts';

/** A file that cannot be given, kept or sent, with what to do instead. */
export function unusableFile(sentence: string, remedy: string, cause?: unknown): RefusedError {
  const error = new RefusedError('FILE_UNUSABLE', sentence, remedy);
  if (cause !== undefined) error.cause = cause;
  return error;
}
