import { createHash } from 'node:crypto';

/** Of equal length for every path, as a comparison in constant time wants it. */
export function digestOf(path: string): Buffer {
  return createHash('sha256').update(path).digest();
}
