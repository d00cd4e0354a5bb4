import { randomUUID } from 'node:crypto';

/** A new identifier, or a new idempotency key: a random UUID, as the services want keys to be. */
export function newId(): string {
  return randomUUID();
}
