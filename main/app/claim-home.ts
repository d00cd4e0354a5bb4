import { NetworkError, StoreError } from '../../shared/errors.ts';
import { systemClock, sleep } from '../base/clock.ts';
import { askInstance, NotRunningError } from '../control/control-client.ts';
import { takeInstanceLock } from '../control/instance-lock.ts';
import type { InstanceLock } from '../control/instance-lock.ts';
import { HandedOver } from './host.ts';

/**
 * The running instance may itself be starting (on a machine that does much else, as at a login, that takes its time) or
 * stopping: ask for this long, and wait this long for an answer.
 */
const patienceMs = 15_000;
const silenceMs = 1500;
const pauseMs = 100;

/** What the running instance is asked: its window, and to be of the same kind. */
type Wish = {
  readonly show: boolean;
  readonly rehearsal: boolean;
  readonly link: string | null;
};

/** Takes the home, or hands the request to show the window to whoever has it and throws HandedOver. */
export async function claimHome(home: string, wish: Wish): Promise<InstanceLock> {
  const never = new AbortController().signal;
  const endAt = performance.now() + patienceMs;
  do {
    const lock = takeInstanceLock(home);
    if (lock) return lock;
    const pid = await handOver(home, wish);
    if (pid !== null) throw new HandedOver(pid);
    await sleep(systemClock, pauseMs, never);
  } while (performance.now() < endAt);
  throw new StoreError('HOME_TAKEN', 'Another Adjutant has this home and does not answer.', {
    remedy: 'End it, or choose another home with --home.',
  });
}

async function handOver(home: string, wish: Wish): Promise<number | null> {
  let pid: number | null = null;
  try {
    const request = { command: 'show', args: wish } as const;
    const onItem = (value: unknown): void => {
      pid = (value as { pid: number }).pid;
    };
    await askInstance(home, request, { onItem, silenceMs });
  } catch (error) {
    // It may just have ended, or be about to: the lock tells, at the next try.
    if (!(error instanceof NotRunningError || error instanceof NetworkError)) throw error;
  }
  return pid;
}
