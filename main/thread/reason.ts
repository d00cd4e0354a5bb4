import { AppError } from '../../shared/errors.ts';

/** Why something failed, for people: an AppError's sentence is ours, anything else may hold private words. */
export function toReason(error: unknown): string {
  return error instanceof AppError ? error.message : 'Something went wrong inside Adjutant.';
}
