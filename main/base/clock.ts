/** Time as a port, so that tests own it. Instants are epoch milliseconds with fractions. */
export interface Clock {
  now(): number;
  /** Runs `action` once after `delayMs`; the returned function cancels it. */
  schedule(delayMs: number, action: () => void): () => void;
}

/** A difference this large is a clock that was set or a machine that slept, not the grain of the clock. */
const jumpMs = 50;
/** A step back that is smaller is drift, taken back by standing still; a larger one is a clock that was set. */
const setBackMs = 1000;

export type WallClockSources = {
  /** Milliseconds with fractions since some instant; never runs backwards, may stand still in sleep. */
  readonly elapsed: () => number;
  /** Epoch milliseconds as the system has them now. */
  readonly wall: () => number;
};

const systemSources: WallClockSources = {
  elapsed: () => performance.timeOrigin + performance.now(),
  wall: () => Date.now(),
};

/** Wall time with fractions that does not run backwards between two looks, unless the clock itself was set. */
export function createWallClock(sources: WallClockSources = systemSources): () => number {
  let offset = 0;
  let last = -Infinity;
  return () => {
    const elapsed = sources.elapsed();
    const wall = sources.wall();
    if (Math.abs(elapsed + offset - wall) > jumpMs) offset = wall - elapsed;
    const at = elapsed + offset;
    last = at < last && last - at < setBackMs ? last : at;
    return last;
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
