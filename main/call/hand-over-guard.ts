import { RefusedError } from '../../shared/errors.ts';
import { phrases } from './call-phrases.ts';
import type { LiveCall } from './live-call.ts';
import type { Party } from './ports.ts';

/** Throws RefusedError where this call cannot be handed over to that party, before anything is said or dialled. */
export function guardHandOver(
  { record, session: { state } }: Pick<LiveCall, 'record' | 'session'>,
  target: Party,
  ownNumbers: readonly string[],
): void {
  if (state.phase !== 'live') {
    throw new RefusedError('CALL_NOT_LIVE', 'Nobody is on the line who could be connected.');
  }
  guardFarewell({ session: { state } });
  const caller = record.direction === 'incoming' ? record.from : record.to;
  if (caller.type === target.type && caller.target === target.target) {
    throw new RefusedError('CALL_SAME_PARTY', 'That is who is on the line already.');
  }
  if (ownNumbers.includes(target.target)) {
    throw new RefusedError('CALL_OWN_NUMBER', 'Adjutant itself would answer there.');
  }
}

/** Throws RefusedError where somebody else is about to take the call, so that it is not for us to end it. */
export function guardFarewell({
  session: { state },
}: {
  readonly session: Pick<LiveCall['session'], 'state'>;
}): void {
  if (!state.handOver) return;
  throw new RefusedError('CALL_HAND_OVER', 'This call is being handed over already.');
}

/** What the caller is told; the usual words where there are none. */
export function handOverWords(sentence: string | null): string {
  return sentence?.trim() ? sentence.trim() : phrases.handOver;
}
