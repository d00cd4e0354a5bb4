import { spawn } from 'node:child_process';

/** Ends a process with everything in its group. One that is gone already is no fault. */
export function endTree(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid <= 0) return;
  if (process.platform === 'win32') {
    // There are no groups: its tool goes through the tree.
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' }).on('error', () => {});
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // Nothing is left of the group.
  }
}
