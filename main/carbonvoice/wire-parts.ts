import { z } from 'zod';
import { ProtocolError } from '../../shared/errors.ts';

/**
 * Carbon Voice: ids are opaque strings; the length only keeps rubbish out of the data file. Dots would climb in a
 * path; half a character could be neither kept nor put into a path as it is.
 */
export const id = z
  .string()
  .max(200)
  .regex(/^(?!\.\.?$)[^\p{Cc}\p{Cs}]+$/u);
/** Null where it is missing or damaged. */
export const maybeId = id.nullish().catch(null);
/** Null where it is missing or damaged. */
export const maybeText = z.string().nullish().catch(null);

/** For an answer that our schema rejects; `what` names it, with its article. */
export function unreadable(what: string): ProtocolError {
  return new ProtocolError(
    'CARBONVOICE_UNREADABLE',
    `Carbon Voice answered with ${what} that cannot be read.`,
  );
}
