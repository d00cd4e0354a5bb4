import type { Clock } from './clock.ts';

export type ParentWatchOptions = {
  readonly parentPid: number;
  /** The operating system's parent of this process, which changes when that one ends (not on Windows). */
  readonly ppid: () => number;
  readonly isAlive: (pid: number) => boolean;
  readonly clock: Clock;
  readonly everyMs: number;
};

/**
 * Looks whether the parent still lives, for where the channel tells nothing: Electron's port, or a
 * descriptor that something else holds open. Calls `onGone` once; returns the end of the watch.
 */
export function watchParent(options: ParentWatchOptions, onGone: () => void): () => void {
  const { parentPid, ppid, isAlive, clock, everyMs } = options;
  const firstPpid = ppid();
  // In a process namespace of its own a child does not see its parent: then the number says nothing.
  const visible = isAlive(parentPid);
  let cancel = (): void => {};
  const look = (): void => {
    if (ppid() !== firstPpid || (visible && !isAlive(parentPid))) onGone();
    else cancel = clock.schedule(everyMs, look);
  };
  cancel = clock.schedule(everyMs, look);
  return () => cancel();
}

/** Whether a process with this id exists. */
export function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Not allowed to signal it: it exists all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
