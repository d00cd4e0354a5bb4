import type { CallRecord, Party } from './ports.ts';

/** The number or address of whom we speak with. */
export function otherParty({ direction, from, to }: CallRecord): string {
  return direction === 'incoming' ? from.target : to.target;
}

/** A party for people. */
export function nameOfParty({ type, target }: Party): string {
  return type === 'extension' ? `extension ${target}` : target;
}
