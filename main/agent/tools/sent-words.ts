import { z } from 'zod';

/**
 * Words that are sent, of many lines. The owner says yes to what they see of them: no characters that show them in
 * another order than they are read, and none but line ends and tabs that are not seen at all.
 */
export const sentWords = z
  .string()
  .trim()
  .regex(
    /^(?:[^\p{Cc}\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]|[\n\r\t])*$/u,
    'must be plain text, without characters that hide or reorder others',
  );
