import type { ConnectionState } from '../../shared/connection.ts';
import type { Clock } from '../base/clock.ts';

/** A connection that the running app keeps. */
export type Standing = {
  readonly state: () => ConnectionState;
  /** Returns the removal of the listener. */
  readonly onChange: (listener: () => void) => () => void;
};

/** Right after a start a connection gets this long to come up before it is judged. */
const settleMs = 8000;

/** The state once it is no longer coming up, or as it is after a while. Rejects with the signal's reason. */
export function settled(
  { state, onChange }: Standing,
  clock: Clock,
  signal: AbortSignal,
): Promise<ConnectionState> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    if (!isComing(state())) return resolve(state());
    const leave = (): void => {
      stop();
      cancel();
      signal.removeEventListener('abort', onAbort);
    };
    const onAbort = (): void => {
      leave();
      reject(signal.reason as Error);
    };
    const done = (): void => {
      leave();
      resolve(state());
    };
    const stop = onChange(() => {
      if (!isComing(state())) done();
    });
    const cancel = clock.schedule(settleMs, done);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

function isComing({ status }: ConnectionState): boolean {
  return status === 'connecting';
}
