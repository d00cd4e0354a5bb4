import { Worker } from 'node:worker_threads';
import { ProtocolError } from '../../shared/errors.ts';
import type { Clock } from '../base/clock.ts';
import type { IcsJob, IcsReader, IcsReading } from './ports.ts';

/** Far more than the largest file takes. */
const limitMs = 60_000;
/** Of the thread, for a file of a few megabytes. */
const memoryMb = 512;

/**
 * Reads calendar files in a thread of its own: a large one takes a second or two, in which a call would stand still;
 * and whatever is in one cannot take the app along. `script` is the bundled ics-worker.
 */
export function createIcsThread(script: string | URL, clock: Clock): IcsReader {
  return { read: (job, signal) => readInThread(script, job, { clock, signal }) };
}

async function readInThread(
  script: string | URL,
  job: IcsJob,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<IcsReading> {
  signal.throwIfAborted();
  const worker = new Worker(script, {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  const answer = Promise.withResolvers<IcsReading>();
  worker.once('message', (reading: IcsReading) => answer.resolve(reading));
  worker.once('error', (cause) => answer.reject(unreadable(cause)));
  worker.once('exit', () => answer.reject(unreadable(null)));
  const cancel = clock.schedule(limitMs, () => answer.reject(unreadable(null)));
  const onAbort = (): void => answer.reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await answer.promise;
  } finally {
    cancel();
    signal.removeEventListener('abort', onAbort);
    void worker.terminate();
  }
}

function unreadable(cause: unknown): ProtocolError {
  return new ProtocolError('CALENDAR_UNREADABLE', 'What it holds could not be read.', {
    cause,
    remedy: 'Export the calendar anew, or look at it with another program.',
  });
}
