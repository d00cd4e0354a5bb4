import type { Clock } from './clock.ts';

type Watch = { readonly listeners: Set<() => void>; readonly stop: () => void };

const watches = new WeakMap<AbortSignal, Watch>();

/**
 * Calls `listener` once when the signal, which is not aborted yet, aborts; returns the removal. One listener at the
 * signal serves all of ours: a signal looks through all that it has for each one that comes or goes, so that
 * thousands of waits at the signal of the app would cost more the more there are.
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  const { listeners, stop } = watches.get(signal) ?? watch(signal);
  const entry = (): void => listener();
  listeners.add(entry);
  return () => {
    // A signal that nobody listens to must not be kept alive by us.
    if (listeners.delete(entry) && listeners.size === 0) stop();
  };
}

function watch(signal: AbortSignal): Watch {
  const listeners = new Set<() => void>();
  const stop = (): void => {
    signal.removeEventListener('abort', tell);
    watches.delete(signal);
  };
  const tell = (): void => {
    stop();
    const all = [...listeners];
    listeners.clear();
    for (const listener of all) listener();
  };
  signal.addEventListener('abort', tell);
  const made = { listeners, stop };
  watches.set(signal, made);
  return made;
}

/** What the work comes to, or the reason of the signal as soon as that aborts: for work that may go on without it. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAborted = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAborted, { once: true });
  if (signal.aborted) onAborted();
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAborted);
  }
}

export type Limit = {
  readonly clock: Clock;
  readonly ms: number;
  /** What it fails with when the time is over. */
  readonly late: () => Error;
};

/**
 * What the work comes to within its time; else it fails, and at once with the reason of the signal where that aborts. The
 * work hears of both by the signal that it is given, and is not waited for.
 */
export async function withinLimit<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { clock, ms, late }: Limit,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  const limit = new AbortController();
  const cancel = clock.schedule(ms, () => limit.abort(late()));
  const either = AbortSignal.any([signal, limit.signal]);
  try {
    return await untilAborted(work(either), either);
  } finally {
    cancel();
  }
}
