import { createHash, randomUUID } from 'node:crypto';

/** A new identifier, or a new idempotency key: a random UUID, as the services want keys to be. */
export function newId(): string {
  return randomUUID();
}

/** Always the same UUID for the same parts: for what must come into being once, however often it is begun. */
export function derivedId(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  // Version 8 of RFC 9562: made by a rule of our own.
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
