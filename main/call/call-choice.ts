import { RefusedError } from '../../shared/errors.ts';
import type { LiveCall } from './live-call.ts';
import type { CallRecord } from './ports.ts';

/** The call of that id; for null the only one. Throws RefusedError when there is none, or several. */
export function chooseCall<T extends { readonly record: CallRecord }>(
  calls: readonly T[],
  callId: string | null,
): T {
  const several = callId === null && calls.length > 1;
  const call = callId === null ? calls[0] : calls.find(({ record }) => record.id === callId);
  if (call && !several) return call;
  throw several
    ? new RefusedError(
        'CALLS_SEVERAL',
        `There are several calls: ${calls.map(nameOf).join(', ')}.`,
        'Say which one by its id.',
      )
    : new RefusedError(
        'CALL_NONE',
        callId === null ? 'There is no call now.' : 'There is no such call now.',
      );
}

/** Of a call that goes on. Throws RefusedError. */
export function findCall<T extends { readonly record: CallRecord }>(
  calls: readonly T[],
  callId: string,
): T {
  const call = calls.find(({ record }) => record.id === callId);
  if (call) return call;
  throw new RefusedError('CALL_NONE', 'This call is over.');
}

/** Calls that are over or refused take nobody's place, however long their sessions take to stop. */
export function takingPlaces<T extends Pick<LiveCall, 'refused' | 'session'>>(
  calls: readonly T[],
): readonly T[] {
  return calls.filter(({ refused, session }) => !refused && session.state.phase !== 'over');
}

/** One call more is not to be had. */
export function callsFull(): RefusedError {
  return new RefusedError(
    'CALLS_FULL',
    'There are as many calls as are allowed at once.',
    'Hang one up, or raise phone.maxConcurrentCalls.',
  );
}

function nameOf({ record: { id, direction, from, to } }: { readonly record: CallRecord }): string {
  return direction === 'incoming' ? `${id} from ${from.target}` : `${id} to ${to.target}`;
}
