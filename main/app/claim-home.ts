import { StoreError } from '../../shared/errors.ts';
import { systemClock, sleep } from '../base/clock.ts';
import { askInstance, NotRunningError } from '../control/control-client.ts';
import { takeInstanceLock } from '../control/instance-lock.ts';
import type { InstanceLock } from '../control/instance-lock.ts';
import { HandedOver } from './host.ts';

/** The running instance may itself be starting or stopping: ask for this long. */
const tries = 50;
const pauseMs = 100;

/** Takes the home, or hands the request to show the window to whoever has it and throws HandedOver. */
export async function claimHome(home: string, show: boolean): Promise<InstanceLock> {
  const never = new AbortController().signal;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const lock = takeInstanceLock(home);
    if (lock) return lock;
    const pid = await handOver(home, show);
    if (pid !== null) throw new HandedOver(pid);
    await sleep(systemClock, pauseMs, never);
  }
  throw new StoreError('HOME_TAKEN', 'Another Adjutant has this home and does not answer.', {
    remedy: 'End it, or choose another home with --home.',
  });
}

async function handOver(home: string, show: boolean): Promise<number | null> {
  let pid: number | null = null;
  try {
    await askInstance(home, { command: 'show', args: { show } }, (value) => {
      pid = (value as { pid: number }).pid;
    });
  } catch (error) {
    if (!(error instanceof NotRunningError)) throw error;
  }
  return pid;
}
