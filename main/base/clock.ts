/** Time as a port, so that tests own it. Instants are epoch milliseconds with fractions. */
export interface Clock {
  now(): number;
  /** Runs `action` once after `delayMs`; the returned function cancels it. */
  schedule(delayMs: number, action: () => void): () => void;
}

/** A difference this large is a clock that was set or a machine that slept, not the grain of the clock. */
const jumpMs = 50;

/** Wall time with fractions that does not run backwards between two looks, unless the clock itself was set. */
function createWallClock(): () => number {
  let offset = performance.timeOrigin;
  return () => {
    const elapsed = performance.now();
    const wall = Date.now();
    if (Math.abs(elapsed + offset - wall) > jumpMs) offset = wall - elapsed;
    return elapsed + offset;
  };
}

export const systemClock: Clock = {
  now: createWallClock(),
  schedule: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `delayMs`, or rejects with the signal's reason. */
export function sleep(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = (): void => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.schedule(delayMs, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
